#!/bin/sh
# Usage: read CONTAINER FOLDER
# What Traefik was given, a line each: `folder` where its container has FOLDER, `args` of its command, `labels` of every running
# container, `file` for each line of the files of FOLDER that are not roost's.
args=$(docker inspect --format '{{json .Args}}' "$1" 2>/dev/null) || exit 0
printf 'args %s\n' "$args"
docker inspect --format '{{range .Mounts}}{{.Source}}{{"\t"}}{{.Destination}}{{println}}{{end}}' "$1" 2>/dev/null |
  while IFS="$(printf '\t')" read -r source target; do
    [ -n "$source" ] || continue
    case $2/ in "$source"/*) printf 'folder %s%s\n' "$target" "${2#"$source"}" ;; esac
  done | sort -r | head -n 1
docker ps -q | head -n 1000 | xargs -r docker inspect --format 'labels {{json .Config.Labels}}' 2>/dev/null
for file in "$2"/*.yml "$2"/*.yaml; do
  case $file in "$2"/roost-*) continue ;; esac
  [ -f "$file" ] && head -c 200000 "$file" | sed 's/^/file /' && echo
done
:
