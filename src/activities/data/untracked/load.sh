#!/bin/sh
# Usage: load SENT NEW CONTAINER APP OPERATION [FILE MODE OWNER LINK LIVE]...
# Lays each FILE of the folder SENT in the folder NEW under its number, with MODE and OWNER (UID:GID); of a link, LINK is
# where it leads. What is absolute is outside of the app's folder: it is left out where there is something at LIVE.
. ../copying.sh
. ../../../host/scripts/rooted.sh
sent=$1 new=$2 container=$3 app=$4 operation=$5
shift 5
rm -rf "$new"
mkdir -p "$new"
: >"$new/.owners"
i=0 n=0 stays=0
while [ $# -gt 0 ]; do
  file=$1 mode=$2 owner=$3 link=$4 live=$5
  shift 5
  i=$((i + 1))
  case $file in
    /*)
      from=$sent/host$file
      if [ -e "$live" ] || [ -L "$live" ]; then
        stays=$((stays + 1))
        continue
      fi
      ;;
    *) from=$sent/app/$file ;;
  esac
  if [ -n "$link" ]; then
    ln -s -- "$link" "$new/$i"
  else
    [ -f "$from" ] && [ ! -L "$from" ] || continue
    cp -p -- "$from" "$new/$i"
    chmod "$mode" "$new/$i"
    if [ -n "$owner" ] && [ "$(stat -c %u:%g -- "$new/$i")" != "$owner" ] && ! chown "$owner" "$new/$i" 2>/dev/null; then
      printf '%s %s %s\n' "$owner" "$mode" "$i" >>"$new/.owners"
    fi
  fi
  n=$((n + 1))
done
note=
if [ -s "$new/.owners" ]; then
  # Only root may give files away.
  # shellcheck disable=SC2016 # Expands there.
  contained "$container" "$app" "$operation" "rw=$new" -- sh -c \
    'cd "$1" && while read -r owner mode i; do chown "$owner" "$i" && chmod "$mode" "$i" || exit 1; done <.owners' \
    sh "$new" >/dev/null 2>&1 || note=', owned by the SSH user and not as in the snapshot'
fi
rm -f "$new/.owners"
[ "$stays" -eq 0 ] || note="$note, $stays outside of the app's folder stay as they are"
echo "$n files$note"
