#!/bin/sh
# Usage: load-files VOLUME NEW FILES BYTES OWNERS CONTAINER APP OPERATION
# The volume NEW has come from a snapshot: it must have as many FILES and BYTES. OWNERS `live`: the snapshot does not say
# whose the files are, so all are given to the owner of VOLUME.
. ../copying.sh
. ../../../host/scripts/rooted.sh
volume=$1 new=$2 files=$3 bytes=$4 owners=$5 container=$6 app=$7 operation=$8
docker volume inspect "$new" >/dev/null 2>&1 || missing "volume $new did not arrive"
inside() { contained "$container" "$app" "$operation" "$@"; }
# shellcheck disable=SC2016 # For the container.
count='cd "$1" && shift && find . "$@" -exec stat -c %s {} + | awk "{ n++; b += \$1 } END { printf \"%d %.0f\", n, b }"'
amount() { inside "volume-ro=$new" -- sh -c "$count" count /roost-volume "$@"; }
found=$(amount -type f)
# Of a worker that is not root, a link is a file of the snapshot that holds where it leads.
[ "$found" = "$files $bytes" ] || [ "$(amount \( -type f -o -type l \))" = "$files $bytes" ] || {
  echo "volume $new has $found files and bytes, the snapshot has $files $bytes" >&2
  exit 64
}
note=
if [ "$owners" = live ]; then
  owner=$(inside "volume-ro=$volume" -- stat -c %u:%g /roost-volume)
  inside "volume-rw=$new" -- chown -R "$owner" /roost-volume
  note=", owner $owner as the live one"
fi
echo "$files files, $bytes bytes$note"
