#!/bin/sh
# Usage: mark-and-stop MARK CONTAINER...
# MARK: an ending of the name. It comes first: after a crash in between the container still runs,
# and its end counts as unknown.
mark=$1
shift
for id; do
  name=$(docker inspect --format '{{.Name}}' "$id" 2>/dev/null) || continue
  case $name in
    *"$mark") ;;
    *) docker rename "$id" "${name#/}$mark" || exit ;;
  esac
done
exec docker stop "$@"
