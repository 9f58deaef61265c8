#!/bin/sh
# Usage: take-images [SERVICE IMAGE REFERENCE]...
# Gives each IMAGE that is on the host its REFERENCE; prints the services whose image is not there, or not named.
while [ $# -gt 2 ]; do
  if [ -z "$2" ] || ! id=$(docker image inspect --format '{{.Id}}' -- "$2" 2>/dev/null) || ! docker tag "$id" "$3"; then
    echo "$1"
  fi
  shift 3
done
