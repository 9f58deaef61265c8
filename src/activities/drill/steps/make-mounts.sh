#!/bin/sh
# Usage: make-mounts LIVE SCRATCH PATH...
# Before containers are made that mount each PATH below SCRATCH: one that is not there is made as Docker would, a folder.
# What is a file in LIVE at that place is missed: exit 66 shows which. None may lead out of SCRATCH by a link.
# A folder gets owner and mode of the live one, where this user may give them.
set -eu
live=$1 scratch=$(cd -P -- "$2" && pwd)
shift 2
for path; do
  inside=${path#"$scratch"}
  [ -e "$path" ] || [ ! -f "$live$inside" ] || {
    echo "${inside#/} is neither in the snapshot nor in the commit" >&2
    exit 66
  }
  [ -e "$path" ] || mkdir -p -- "$path"
  if [ -d "$path" ]; then real=$(cd -P -- "$path" && pwd); else real=$(cd -P -- "${path%/*}" && pwd)/${path##*/}; fi
  case $real/ in
    "$scratch"/*) [ ! -L "$real" ] || real= ;;
    *) real= ;;
  esac
  [ -n "$real" ] || {
    echo "${inside#/} leads out of the copy of the app's folder" >&2
    exit 66
  }
  [ -d "$real" ] && [ -d "$live$inside" ] && [ "$real" != "$scratch" ] || continue
  chmod "$(stat -c %a -- "$live$inside")" "$real" 2>/dev/null || :
  chown "$(stat -c %u:%g -- "$live$inside")" "$real" 2>/dev/null || :
done
