#!/bin/sh
# Usage: list-references IMAGE-ID...
# Prints each id and the reference that a container was made from it by.
for id; do
  containers=$(docker ps -aq --no-trunc --filter "ancestor=$id") || exit
  [ -z "$containers" ] || docker inspect -f "$id {{.Config.Image}}" "${containers%%[!0-9a-f]*}"
done
