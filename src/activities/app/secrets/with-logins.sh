#!/bin/sh
# Usage: with-logins COMMAND ARGUMENT... <CONFIG.JSON
# Runs a command of Docker's client with these settings instead of the user's. They lie in memory where the host has a place for
# that, and go with the command, however it ends; those of a command that was killed go with the next one.
umask 077
own=${DOCKER_CONFIG:-$HOME/.docker}
place=/dev/shm
[ -d "$place" ] && [ -w "$place" ] || place=${TMPDIR:-/tmp}
for old in "$place"/roost-logins-*; do
  pid=${old##*/roost-logins-}
  [ ! -d "$old" ] || [ -L "$old" ] || [ ! -O "$old" ] || [ -e "/proc/${pid%%-*}" ] || rm -rf "$old"
done
folder=$(mktemp -d "$place/roost-logins-$$-XXXXXX") || exit
trap 'rm -rf "$folder"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
cat >"$folder/config.json" || exit
# That of a job has been read.
[ -z "${ROOST_JOB_DIR-}" ] || rm -f "$ROOST_JOB_DIR/in"
for entry in "$own"/*; do
  [ ! -e "$entry" ] || [ "${entry##*/}" = config.json ] || ln -s "$entry" "$folder/"
done
DOCKER_CONFIG=$folder "$@" </dev/null
