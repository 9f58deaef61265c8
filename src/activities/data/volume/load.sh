#!/bin/sh
# Usage: load ARCHIVE VOLUME PROJECT NAME NEW CONTAINER LABEL LABEL
# Fills the new volume NEW from ARCHIVE by a container that is never started: Docker keeps whose the files are.
# VOLUME is made where it is missing, as Compose makes NAME of PROJECT.
. ../copying.sh
. ./new-volume.sh
archive=$1 volume=$2 project=$3 name=$4 new=$5 container=$6
[ -s "$archive" ] || missing "$archive did not arrive"
ends_as_tar "$archive" || damaged "$archive"
amount() { tar -tvf - | awk '!/^d/ { n++ } /^-/ { b += $3 } END { printf "%d %.0f", n, b }'; }
live_volume "$volume" "$project" "$name"
image=$(docker ps -aq --filter "volume=$volume" | head -n 1 | xargs -r docker inspect -f '{{.Image}}')
[ -n "$image" ] || image=$(docker ps -q | head -n 1 | xargs -r docker inspect -f '{{.Image}}')
[ -n "$image" ] || image=$(docker images -q | head -n 1)
[ -n "$image" ] || missing "there is no image to fill the volume $name with"
docker rm -f "$container" >/dev/null 2>&1 || :
docker volume rm -f "$new" >/dev/null 2>&1 || :
docker volume create --label "$7" --label "$8" "$new" >/dev/null
trap 'docker rm -f "$container" >/dev/null 2>&1' EXIT
trap 'exit 143' TERM INT HUP
docker create --pull never --name "$container" --label "$7" --label "$8" --volume "$new:/roost-volume" "$image" true >/dev/null
docker cp - "$container:/roost-volume" <"$archive"
# shellcheck disable=SC2002 # By a pipe: of a file busybox's tar skips what it has not to list.
was=$(cat "$archive" | amount) is=$(docker cp "$container:/roost-volume/." - | amount)
[ "$was" = "$is" ] || {
  echo "volume $new has $is files and bytes, the archive has $was" >&2
  exit 64
}
echo "${is% *} files, ${is#* } bytes"
