#!/bin/sh
# Usage: with-env COMMAND... <ENVIRONMENT
# A cut connection must not leave half of the values, nor may half of a line be run as a command:
# nothing is read without the last line, `roost_whole=yes`.
roost_env=$(cat)
case $roost_env in *roost_whole=yes) eval "$roost_env" ;; esac
[ "${roost_whole-}" = yes ] || exit 1
unset roost_env roost_whole
exec "$@" </dev/null
