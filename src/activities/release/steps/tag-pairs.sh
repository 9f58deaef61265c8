#!/bin/sh
# Usage: tag-pairs [IMAGE-ID REFERENCE]...
# An image that has the reference already is left as it is.
set -eu
while [ $# -gt 1 ]; do
  [ "$(docker image inspect -f '{{.Id}}' "$2" 2>/dev/null)" = "$1" ] || docker tag "$1" "$2"
  shift 2
done
