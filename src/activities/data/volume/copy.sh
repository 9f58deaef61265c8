#!/bin/sh
# Usage: copy VOLUME PROJECT COPY CONTAINER APP OPERATION FACTS PACK
# VOLUME: as the Compose file or Docker names it; with `=` before it Docker's own name. FACTS: a file for what the
# manifest says of it. PACK: the program that packs. Docker reads the volume through a container, whichever user owns the files.
. ../copying.sh
. ../../../host/scripts/rooted.sh
. ./about.sh
. ./name.sh
project=$2 copy=$3 container=$4 app=$5 operation=$6 facts=$7 pack=$8
volume=$(docker_volume "$1" "$project") || missing "there is no volume ${1#=}"
mkdir -p "${copy%/*}"
(umask 0 && mkdir -p "${facts%/*}")
scratch=$copy.scratch
rm -rf -- "$scratch"
mkdir -m 777 "$scratch"
trap 'docker rm -f "$container" >/dev/null 2>&1; rm -rf -- "$scratch"' EXIT
trap 'exit 143' TERM INT HUP
about_volume "$volume" >"$facts"
rc=0
contained "$container" "$app" "$operation" "volume-rw=$volume" "rw=$scratch" -- \
  sh -c "$pack" pack /roost-volume "$scratch" >"$copy.new" 2>"$copy.why" || rc=$?
if [ $rc -ge 125 ]; then
  # Only by Docker, with an image that is there: without a search for databases, and a file that is cut short cuts all.
  cat "$copy.why" >&2
  image=$(docker ps -aq --filter "volume=$volume" | head -n 1 | xargs -r docker inspect -f '{{.Image}}')
  [ -n "$image" ] || image=$(docker images -q | head -n 1)
  [ -n "$image" ] || missing "there is no image to look into the volume $volume with"
  docker rm -f "$container" >/dev/null 2>&1 || :
  docker create --pull never --name "$container" --label "roost.app=$app" --label "roost.operation=$operation" \
    --volume "$volume:/roost-volume:ro" "$image" true >/dev/null
  docker cp "$container:/roost-volume/." - >"$copy.new"
  echo blind >>"$facts"
else
  sed -n 's/^roost: //p' "$copy.why" >>"$facts"
  sed -n 's/^tar: /tar /p' "$copy.why" | head -n 1000 >>"$facts"
  [ $rc = 0 ] || {
    grep -v '^roost: ' "$copy.why" | tail -n 10 >&2
    exit $rc
  }
fi
rm -f "$copy.why"
[ -s "$copy.new" ] || empty "$copy"
ends_as_tar "$copy.new" || damaged "$copy"
# By a pipe: of a file busybox's tar skips what it has not to list. Files, and bytes in them.
# shellcheck disable=SC2002
has=$(cat "$copy.new" | { tar -tvf - || echo cut; } | awk '
  $0 == "cut" { cut = 1 } !/^d/ { n++ } /^-/ { b += $3 } END { if (cut) exit 1; printf "%d %.0f", n, b }') ||
  damaged "$copy"
put "$copy"
echo "$has $(wc -c <"$copy")"
