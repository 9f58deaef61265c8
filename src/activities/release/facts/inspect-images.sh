#!/bin/sh
# Usage: inspect-images IMAGE...
# Prints, a NUL after each, the words IMAGE and what Docker knows of it, as JSON; nothing of one that is not there.
for image; do
  if found=$(docker image inspect --format '{{json .}}' -- "$image" 2>/dev/null); then
    printf '%s\0%s\0' "$image" "$found"
  else
    docker version >/dev/null || exit
  fi
done
