#!/bin/sh
# Usage: load LIVE NEW FILES BYTES
# NEW has come from a snapshot: it must have as many FILES and BYTES. Whose files they are: where this user may give
# none away, a container of Docker's does, by the owner of LIVE.
. ../copying.sh
live=$1 new=$2 files=$3 bytes=$4
[ -e "$new" ] || missing "$new did not arrive"
found=$(find "$new" -type f -exec stat -c %s {} + | awk '{ n++; b += $1 } END { printf "%d %.0f", n, b }')
[ "$found" = "$files $bytes" ] || {
  echo "$new has $found files and bytes, the snapshot has $files $bytes" >&2
  exit 64
}
note=
if [ "$(id -u)" != 0 ] && [ -e "$live" ]; then
  owner=$(stat -c %u:%g -- "$live")
  if [ "$(stat -c %u:%g -- "$new")" != "$owner" ]; then
    image=$(docker ps -q 2>/dev/null | head -n 1 | xargs -r docker inspect -f '{{.Image}}') || image=
    if [ -n "$image" ] && docker run --rm --network none --user 0:0 --entrypoint chown \
      --volume "${new%/*}:/roost" "$image" -R "$owner" "/roost/${new##*/}" >/dev/null 2>&1; then
      note=", owner $owner as the live one"
    else
      note=", owned by the SSH user, not by $owner as the live one"
    fi
  fi
fi
echo "$files files, $bytes bytes$note"
