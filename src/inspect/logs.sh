#!/bin/sh
# Usage: logs PROJECT SOURCE SERVICE LINES FOLLOW
# The last LINES of each container of the project that was started in SOURCE or below, stopped ones too; each line begins with
# its service. SERVICE empty: all. FOLLOW: `yes` stays, for an hour at most. Exit code 66: there is no such container.
project=$1 source=$2 service=$3 lines=$4 follow=$5
found=$(docker ps -a --no-trunc --filter "label=com.docker.compose.project=$project" \
  --format '{{.ID}} {{.Label "com.docker.compose.service"}} {{.Label "com.docker.compose.project.working_dir"}}/') || exit 1
found=$(printf '%s\n' "$found" | while read -r id name at; do
  case $at in "$source"/*) [ -n "$service" ] && [ "$service" != "$name" ] || echo "$id $name" ;; esac
done)
[ -n "$found" ] || exit 66
# A line without an end gets one, so that the next service's begins anew.
marked() { while IFS= read -r line || [ -n "$line" ]; do printf '%s | %s\n' "$1" "$line"; done; }
printf '%s\n' "$found" | {
  while read -r id name; do
    case $name in *[!A-Za-z0-9._-]*) continue ;; esac
    if [ "$follow" = yes ]; then
      timeout 3600 docker logs --tail "$lines" --follow "$id" 2>&1 </dev/null | marked "$name" &
    else
      docker logs --tail "$lines" "$id" 2>&1 </dev/null | marked "$name"
    fi
  done
  wait
}
