#!/bin/sh
# Usage: made [network|volume NAME]...
# What Docker has under each name, as JSON, a NUL after each; nothing of what is not there. A daemon that does not answer is a
# failure.
while [ $# -gt 1 ]; do
  docker "$1" inspect --format '{{json .}}' -- "$2" 2>/dev/null | tr -d '\n\0' || :
  printf '\0'
  shift 2
done
docker version >/dev/null
