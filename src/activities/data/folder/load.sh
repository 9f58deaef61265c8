#!/bin/sh
# Usage: load LIVE NEW FILES BYTES OWNERS CONTAINER APP OPERATION
# NEW has come from a snapshot: it must have as many FILES and BYTES. OWNERS `live`: the snapshot does not say whose
# files they are, so all are given to the owner of LIVE.
. ../copying.sh
. ../../../host/scripts/rooted.sh
live=$1 new=$2 files=$3 bytes=$4 owners=$5 container=$6 app=$7 operation=$8
[ -e "$new" ] || missing "$new did not arrive"
# What other users own may be closed to the SSH user.
reading() {
  if [ -z "$closed" ]; then "$@"; else contained "$container" "$app" "$operation" "ro=$new" -- "$@"; fi
}
closed=$(unreadable "$new")
count() { reading find "$new" "$@" -exec stat -c %s {} + | awk '{ n++; b += $1 } END { printf "%d %.0f", n, b }'; }
found=$(count -type f)
# Of a worker that is not root, a link is a file of the snapshot that holds where it leads.
[ "$found" = "$files $bytes" ] || [ "$(count \( -type f -o -type l \))" = "$files $bytes" ] || {
  echo "$new has $found files and bytes, the snapshot has $files $bytes" >&2
  exit 64
}
note=
if [ "$owners" = live ] && [ -e "$live" ]; then
  owner=$(stat -c %u:%g -- "$live")
  if [ "$(stat -c %u:%g -- "$new")" != "$owner" ]; then
    if chown -R "$owner" "$new" 2>/dev/null ||
      contained "$container" "$app" "$operation" "rw=${new%/*}" -- chown -R "$owner" "$new" >/dev/null 2>&1; then
      note=", owner $owner as the live one"
    else
      note=", owned by the SSH user, not by $owner as the live one"
    fi
  fi
fi
echo "$files files, $bytes bytes$note"
