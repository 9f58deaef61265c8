#!/bin/sh
# Usage: view ROOT TREE APP-FOLDER SOURCE
# Makes ROOT a picture of the host as it will be when TREE, which mirrors APP-FOLDER, has become its content: a folder of
# links. Every absolute path P of the host is ROOT/P there. What git does not track in SOURCE stays, and what is beside
# and above it can be reached, so Docker Compose reads there what it will read in SOURCE itself.
set -eu
umask 077
root=$1 tree=$2 app=$3 src=$4
rm -rf "$root"
mkdir -p "$root$app"

# upper PATH: prints where TREE has it; nothing above APP-FOLDER.
upper() {
  case $1/ in "$app"/*) printf '%s\n' "$tree${1#"$app"}" ;; esac
}
# real PATH: what may be a link to a folder of TREE becomes a folder of links to its content.
real() {
  [ "$1" != "$app" ] && [ -n "$1" ] || return 0
  [ -d "$root$1" ] && [ ! -L "$root$1" ] && return 0
  real "${1%/*}"
  [ ! -L "$root$1" ] || rm -f "$root$1"
  mkdir -p "$root$1"
  fill "$1"
}
fill() {
  from=$(upper "$1")
  [ -z "$from" ] || [ ! -d "$from" ] || find "$from/." ! -name . -prune -exec sh -c \
    'to=$1; shift; ln -s "$@" "$to/"' sh "$root$1" {} +
}
# graft PATH: adds what is on the host; what TREE has comes first.
graft() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  case $1 in "$app/.roost" | "$src/.git" | "$src/docker-compose.roost.yml") return 0 ;; esac
  case $1 in
  "$src/docker-compose.override.yml")
    # Under this name an earlier version kept its own.
    ! head -n 1 "$1" 2>/dev/null | grep -q '^# Written by roost ' || return 0
    ;;
  esac
  if [ -e "$root$1" ] || [ -L "$root$1" ]; then
    if [ -d "$root$1" ] && [ -d "$1" ] && [ ! -L "$1" ] && [ ! -L "$tree${1#"$app"}" ]; then graft_all "$1"; fi
    return 0
  fi
  real "${1%/*}"
  link "$1"
}
# link PATH: many of one folder at once, as a folder of uploads may have a hundred thousand. Ends with `linked`.
nl='
'
waiting='' waiting_in='' count=0
link() {
  case $1 in
  *"$nl"*)
    ln -s "$1" "$root$1"
    return
    ;;
  esac
  if [ "${1%/*}" != "$waiting_in" ] || [ "$count" -ge 500 ]; then linked; fi
  waiting=$waiting$1$nl waiting_in=${1%/*} count=$((count + 1))
}
linked() {
  [ -n "$waiting" ] || return 0
  IFS=$nl
  set -f
  # shellcheck disable=SC2086 # A path a line.
  ln -s $waiting "$root$waiting_in/"
  set +f
  unset IFS
  waiting='' count=0
}
# graft_all FOLDER [EXCEPT]: each entry of it.
graft_all() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ "$entry" = "${2-}" ] || graft "$entry"
  done
}

fill "$app"
# A link of TREE to what is not there, such as `.env` to a file that git does not track: it leads to what is beside it on
# the host.
(cd "$tree" && find . -type l ! -exec test -e {} \; -print) >"$root/links" 2>/dev/null || :
while IFS= read -r path; do
  path=${path#.}
  # Of a name with a line feed there are only parts.
  [ -L "$tree$path" ] || continue
  real "$app${path%/*}"
  rm -f "$root$app$path"
  cp -P "$tree$path" "$root$app$path"
done <"$root/links"
rm -f "$root/links"
at='' rest=${src#/}
while [ -n "$rest" ]; do
  next=$at/${rest%%/*}
  graft_all "$at" "$next"
  at=$next
  case $rest in */*) rest=${rest#*/} ;; *) rest='' ;; esac
done
if [ "$(git -C "$src" rev-parse --show-toplevel 2>/dev/null)" = "$(cd "$src" 2>/dev/null && pwd -P)" ] &&
  git -C "$src" ls-files -z --others --directory >"$root/untracked" 2>/dev/null; then
  tr '\n\0' '\0\n' <"$root/untracked" >"$root/untracked.lines"
  while IFS= read -r path; do
    # A name with a line feed cannot be given to Compose.
    graft "$src/${path%/}"
  done <"$root/untracked.lines"
elif [ -d "$src" ]; then
  graft_all "$src"
fi
linked
rm -f "$root/untracked" "$root/untracked.lines"
