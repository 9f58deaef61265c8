#!/bin/sh
# Usage: note VOLUME PROJECT FACTS
# Adds to FACTS what the manifest says of the volume, before what a copy of databases in it has written there.
. ../copying.sh
. ./about.sh
. ./name.sh
facts=$3
volume=$(docker_volume "$1" "$2") || missing "there is no volume ${1#=}"
(umask 0 && mkdir -p "${facts%/*}")
{
  about_volume "$volume"
  [ ! -f "$facts" ] || grep -v -e '^volume ' -e '^driver ' -e '^labels ' -e '^option ' "$facts" || :
} >"$facts.new"
mv -f "$facts.new" "$facts"
