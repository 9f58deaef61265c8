#!/bin/sh
# Usage: authorized share|drop OLD NEW LINE [own]
# share: whom OLD lets in LINE lets in too, under the same options; `own`: in any case.
# drop: OLD gives no access any more, where NEW does. OLD and NEW are keys as base64. Prints what was done.
set -eu
umask 077
verb=$1 old=$2 new=$3 line=$4 own=${5-}
file=$HOME/.ssh/authorized_keys
lines() { cat "$file" "${file}2" 2>/dev/null | grep -v '^[[:space:]]*#' || :; }
has() { lines | grep -qF -- "$1"; }
replace() { # FILE < content
  cat >"$1.roost"
  [ ! -e "$1" ] || chmod "$(stat -c %a "$1")" "$1.roost"
  sync "$1.roost"
  mv -f "$1.roost" "$1"
}
case $verb in
  share)
    if has "$new"; then echo 'there already' && exit 0; fi
    if [ -z "$own" ] && ! has "$old"; then echo none && exit 0; fi
    mkdir -p "$HOME/.ssh"
    options=$(lines | grep -F -- "$old" | sed -n 's/^\(.*[^[:space:]]\)[[:space:]]\{1,\}[a-z0-9@.-]\{1,\}[[:space:]]\{1,\}AAAA.*/\1 /p' | head -n 1)
    {
      # The last line may lack its end.
      cat "$file" 2>/dev/null || :
      [ -z "$(tail -c 1 "$file" 2>/dev/null)" ] || echo
      printf '%s%s\n' "$options" "$line"
    } | replace "$file"
    echo added
    ;;
  drop)
    if ! has "$old"; then echo none && exit 0; fi
    has "$new" || { echo "$file does not have the new key" >&2; exit 96; }
    for one in "$file" "${file}2"; do
      if grep -qF -- "$old" "$one" 2>/dev/null; then { grep -vF -- "$old" "$one" || :; } | replace "$one"; fi
    done
    echo removed
    ;;
esac
