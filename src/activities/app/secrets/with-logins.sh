#!/bin/sh
# Usage: with-logins COMMAND ARGUMENT... <CONFIG.JSON
# Runs a command of Docker's client with these settings instead of the user's.
umask 077
own=${DOCKER_CONFIG:-$HOME/.docker}
. ../../../host/work-folder.sh
work_folder logins memory || exit
cat >"$work/config.json" || exit
# That of a job has been read.
[ -z "${ROOST_JOB_DIR-}" ] || rm -f "$ROOST_JOB_DIR/in"
for entry in "$own"/*; do
  [ ! -e "$entry" ] || [ "${entry##*/}" = config.json ] || ln -s "$entry" "$work/"
done
DOCKER_CONFIG=$work "$@" </dev/null
