#!/bin/sh
# Usage: host-facts PROGRAMS CONTAINER NETWORK FLAGS-FOLDER LIVE-FOLDER FOLDER...
# PROGRAMS: one word with spaces between; `sqlite3/python3`: one of them. The proxy's four may be empty.
# Prints tagged lines: time, user, docker or nodocker, compose, missing, disk, proxy, mount, network, unwritable.
echo "time $(date +%s)"
echo "user $(id -un)"
if v=$(docker version --format '{{.Server.Version}}' 2>&1); then
  echo "docker $v"
else
  echo "nodocker $(printf '%s' "$v" | tail -n 1)"
fi
v=$(docker compose version --short 2>/dev/null) && echo "compose $v"
for p in $1; do
  any=
  for one in $(echo "$p" | tr / ' '); do command -v "$one" >/dev/null && any=1; done
  [ -n "$any" ] || echo "missing $p"
done
container=$2 network=$3 flags=$4 live=$5
shift 5
root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
for d in "$root" "$@"; do
  [ -n "$d" ] || continue
  while [ ! -d "$d" ]; do d=$(dirname "$d"); done
  df -Pk "$d" | awk 'NR==2 {print "disk " $2 " " $4 " " $6}'
done
[ -n "$container" ] || exit 0
docker inspect --format 'proxy {{.State.Status}}' "$container" 2>/dev/null
docker inspect --format '{{range .Mounts}}mount {{.Source}}{{"\t"}}{{.Destination}}{{println}}{{end}}' "$container" 2>/dev/null
docker network inspect "$network" >/dev/null 2>&1 && echo network
for d in "$flags" "$live"; do [ -d "$d" ] && [ -w "$d" ] || echo "unwritable $d"; done
