#!/bin/sh
# Usage: when-made SOURCE [CONTAINER]...
# Prints a line `TIME COMMIT` for each commit that SOURCE has had checked out, the newest first and seconds of the epoch,
# then `==`, a line `CONTAINER CREATED STARTED IMAGE` each, and after another `==` a line `IMAGE CREATED` each.
# A container that is gone meanwhile is left out.
src=$1
shift
git -C "$src" log -g -n 1000 --no-show-signature --date=unix --format='%gd %H' HEAD 2>/dev/null |
  sed -n 's/^.*@{\([0-9]*\)} /\1 /p'
echo '=='
docker inspect --type container -f '{{.Id}} {{.Created}} {{.State.StartedAt}} {{.Image}}' "$@" 2>/dev/null
echo '=='
docker inspect --type container -f '{{.Image}}' "$@" 2>/dev/null | sort -u | xargs docker image inspect -f '{{.Id}} {{.Created}}' 2>/dev/null
:
