#!/bin/sh
# Usage: tag-images [SERVICE IMAGE REFERENCE]...
# Prints service, id and reference of each, then the version of the Docker Engine.
# A REFERENCE that ends in `:` gets the image's content as tag, so that an unchanged sidecar keeps its reference
# and is not replaced; an empty one: the image keeps its own.
set -eu
while [ $# -gt 2 ]; do
  id=$(docker image inspect --format '{{.Id}}' "$2")
  ref=${3:-$2}
  case $ref in
    *:)
      short=${id#sha256:}
      ref=$ref$(printf %.12s "$short")
      ;;
  esac
  [ "$ref" = "$2" ] || docker tag "$id" "$ref"
  echo "$1 $id $ref"
  shift 3
done
docker version --format 'engine {{.Server.Version}}'
