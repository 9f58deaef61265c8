#!/bin/sh
# Usage: list PROJECT SOURCE
# Of each container of the project a line of JSON: what it has mounted, and what listens in it. Then `volume NAME KEY` for each
# volume that Compose has made, and `tracked PATH` for each mounted path below SOURCE of which git has every file. Fails where
# Docker does not answer.
ids=$(docker ps -aq --filter "label=com.docker.compose.project=$1") || exit 1
[ -n "$ids" ] || exit 0
# shellcheck disable=SC2086 # One word an id.
lines=$(docker inspect -f '{"id":{{json .ID}},"service":{{json (index .Config.Labels "com.docker.compose.service")}},"oneOff":{{json (index .Config.Labels "com.docker.compose.oneoff")}},"image":{{json .Config.Image}},"state":{{json .State.Status}},"pid":{{.State.Pid}},"network":{{json .HostConfig.NetworkMode}},"ports":{{json .Config.ExposedPorts}},"mounts":{{json .Mounts}}}' $ids 2>/dev/null)
printf '%s\n' "$lines"
docker volume ls --filter "label=com.docker.compose.project=$1" --format 'volume {{.Name}} {{.Label "com.docker.compose.volume"}}'
# Local ports of sockets that listen (0A), in hexadecimal. Of a container on the host's network they are the host's.
printf '%s\n' "$lines" | grep -v '"network":"host"' | sed -n 's/.*"pid":\([1-9][0-9]*\),.*/\1/p' | while read -r pid; do
  cat "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" 2>/dev/null |
    awk -v pid="$pid" '$4 == "0A" { n = split($2, part, ":"); print "listens " pid " " part[n] }'
done
# shellcheck disable=SC2086 # One word an id.
docker inspect -f '{{range .Mounts}}{{println .Source}}{{end}}' $ids 2>/dev/null | sort -u | while IFS= read -r path; do
  case $path in
    "$2"/*)
      [ -n "$(git -C "$2" ls-files -- "$path" 2>/dev/null | head -n 1)" ] &&
        [ -z "$(git -C "$2" ls-files --others -- "$path" 2>/dev/null | head -n 1)" ] && echo "tracked $path"
      ;;
  esac
done
exit 0
