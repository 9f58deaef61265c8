#!/bin/sh
# Usage: note-running FILE
# Writes the names of the containers that run and are not known to be ill, unless FILE is there. One-offs of Compose
# and of roost end by themselves.
set -eu
umask 077
. ../../../host/synced.sh
[ ! -e "$1" ] || exit 0
mkdir -p "${1%/*}"
rm -f "${1%/*}"/patch-*
if command -v docker >/dev/null; then
  docker ps --format '{{.Label "com.docker.compose.oneoff"}}|{{.Label "roost.operation"}}|{{.Names}}|{{.Status}}'
fi | awk -F'|' '$1 != "True" && $2 == "" && $4 !~ /unhealthy/ { print $3 }' >"$1.new"
synced "$1.new"
mv -f "$1.new" "$1"
synced "${1%/*}"
