#!/bin/sh
# Usage: look SOURCE COMMIT PATH...
# What each absolute PATH is, a NUL after each of four words: its kind (missing, folder, file, link, other), `MODE UID GID
# BYTES`, `tracked` or `changed` where git has it in SOURCE or in a submodule of it, and `sqlite`; then its real path; then
# where it leads as a link. Nothing is changed.
set -u
export GIT_OPTIONAL_LOCKS=0
src=$1 commit=$2
shift 2
nl='
'
top=$(git -C "$src" rev-parse --show-toplevel 2>/dev/null) || top=
asks() { git -c core.fsmonitor=false --literal-pathspecs -C "$at" "$@" 2>/dev/null; }
tracked() {
  own=$(asks rev-parse --show-toplevel) || return 0
  of=${commit:-HEAD}
  if [ -z "$own" ]; then return 0; fi
  if [ "$own" != "$top" ]; then
    # A repository of its own within the folder is none of the app's.
    [ -n "$(asks rev-parse --show-superproject-working-tree)" ] || return 0
    of=HEAD
  fi
  [ -n "$(asks ls-files -- "./$name" | head -c 1)" ] || return 0
  if asks diff --quiet --no-ext-diff --no-textconv "$of" -- "./$name"; then echo tracked; else echo changed; fi
}
for path; do
  name=${path##*/} kind=other about='' git='' first='' to=''
  at=$(cd -P -- "${path%/*}/" 2>/dev/null && pwd -P && echo .) || at=
  at=${at%"$nl".}
  if [ -d "$path" ]; then
    kind=folder
  elif [ -L "$path" ]; then
    kind='link'
    to=$(readlink -- "$path" && echo .) || to=
    to=${to%"$nl".}
  elif [ -z "$at" ] || [ ! -e "$path" ]; then
    kind=missing
  elif [ -f "$path" ]; then
    kind='file'
    [ "$(head -c 15 -- "$path" 2>/dev/null | tr -d '\000')" != 'SQLite format 3' ] || first=sqlite
  fi
  case $kind in
    file | link)
      about=$(stat -c '%a %u %g %s' -- "$path" 2>/dev/null) || about=
      git=$(tracked)
      ;;
  esac
  printf '%s\0%s\0%s\0%s\0%s\0%s\0' "$kind" "$about" "$git" "$first" "${at%/}/$name" "$to"
done
