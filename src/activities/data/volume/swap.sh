#!/bin/sh
# Usage: swap in|back|former VOLUME NEW CONTAINER
# Docker cannot rename a volume: the content of VOLUME and NEW changes places, by renames in the folder that holds
# both, which a container of an image that has a shell makes. The former content is NEW's `_kept` then.
set -eu
verb=$1 volume=$2 new=$3 container=$4
base_of() { docker volume inspect -f '{{.Mountpoint}}' "$1" | sed 's|/[^/]*/_data$||'; }
if ! docker volume inspect "$new" >/dev/null 2>&1; then
  [ "$verb" != in ] || { echo "volume $new is gone" >&2; exit 1; }
  [ "$verb" != former ] || echo former
  exit 0
fi
base=$(base_of "$volume")
[ "$base" = "$(base_of "$new")" ] || { echo "$volume and $new do not lie in one folder" >&2; exit 1; }
if [ "$verb" != former ]; then
  users=$(docker ps -q --filter "volume=$volume")
  [ -z "$users" ] || { echo "volume $volume is in use by $(echo "$users" | tr '\n' ' ')" >&2; exit 1; }
fi
# shellcheck disable=SC2016 # For the container.
program='cd /roost-volumes || exit
former() { [ ! -e "$3/_kept" ]; }
case $1 in
  in)
    [ -e "$3/_kept" ] || mv "$2/_data" "$3/_kept" || exit
    [ -e "$2/_data" ] || mv "$3/_data" "$2/_data" || exit ;;
  back)
    former "$@" || {
      [ -e "$3/_data" ] || mv "$2/_data" "$3/_data" || exit
      [ -e "$2/_data" ] || mv "$3/_kept" "$2/_data" || exit
    } ;;
  former) ! former "$@" || echo former ;;
esac
sync'
docker rm -f "$container" >/dev/null 2>&1 || :
tried=
for image in $(docker ps -aq --filter "volume=$volume" | xargs -r docker inspect -f '{{.Image}}') \
  $(docker ps -q | xargs -r docker inspect -f '{{.Image}}' | sort -u); do
  rc=0
  docker run --rm --pull never --name "$container" --network none --user 0:0 --entrypoint sh \
    --volume "$base:/roost-volumes" "$image" -c "$program" mover "$verb" "$volume" "$new" || rc=$?
  # Without a shell.
  case $rc in 125 | 126 | 127) tried="$tried $image"; docker rm -f "$container" >/dev/null 2>&1 || : ;; *) exit $rc ;; esac
done
echo "no image on this host has a shell to move the content of volume $volume:$tried" >&2
exit 1
