#!/bin/sh
# Usage: copy VOLUME PROJECT COPY CONTAINER LABEL LABEL
# VOLUME: as the Compose file or Docker names it. The container is never started: Docker reads a volume
# through it, whoever owns the files. Its image is one that the volume's own container has, so none is fetched.
. ../copying.sh
name=$1 project=$2 copy=$3 container=$4
volume=$(docker volume ls -q --filter "label=com.docker.compose.project=$project" \
  --filter "label=com.docker.compose.volume=$name")
[ -n "$volume" ] || volume=$(docker volume ls -q | grep -Fx -- "$name") || missing "there is no volume $name"
image=$(docker ps -aq --filter "volume=$volume" | head -n 1 | xargs -r docker inspect -f '{{.Image}}')
[ -n "$image" ] || image=$(docker images -q | head -n 1)
[ -n "$image" ] || missing "there is no image to look into the volume $name with"
mkdir -p "${copy%/*}"
docker rm -f "$container" >/dev/null 2>&1 || :
trap 'docker rm -f "$container" >/dev/null 2>&1' EXIT
trap 'exit 143' TERM INT HUP
docker create --pull never --name "$container" --label "$5" --label "$6" \
  --volume "$volume:/roost-volume:ro" "$image" true >/dev/null
docker cp "$container:/roost-volume/." - >"$copy.new"
[ -s "$copy.new" ] || empty "$copy"
ends_as_tar "$copy.new" || damaged "$copy"
# By a pipe: of a file busybox's tar skips what it has not to list. Files, and bytes in them.
# shellcheck disable=SC2002
has=$(cat "$copy.new" | { tar -tvf - || echo cut; } | awk '
  $0 == "cut" { cut = 1 } !/^d/ { n++ } /^-/ { b += $3 } END { if (cut) exit 1; printf "%d %.0f", n, b }') ||
  damaged "$copy"
put "$copy"
echo "$has $(wc -c <"$copy")"
