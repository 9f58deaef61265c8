#!/bin/sh
# Usage: start-again NOTE CONTAINER...
# Starts the containers that do not run and prints their names. One that is gone was replaced by a deploy since.
# Removes NOTE (which containers ran before a script) when all run.
ran=$1 bad=
shift
for id; do
  # A daemon that is still starting knows no container.
  state=$(docker inspect -f '{{.State.Running}} {{.Name}}' "$id" 2>&1) || {
    case $state in *'o such object'* | *'o such container'*) ;; *) echo "$state" >&2; bad=1 ;; esac
    continue
  }
  case $state in
    false*) if docker start "$id" >/dev/null; then printf '%s ' "${state#* /}"; else bad=1; fi ;;
  esac
done
[ -n "$bad" ] || rm -f -- "$ran"
exit "${bad:-0}"
