#!/bin/sh
# Usage: pack VOLUME SCRATCH
# As root: VOLUME as an archive on stdout. SQLite databases in it are copied by their own means, by way of the folder
# SCRATCH. On stderr: messages, and lines for the manifest with `roost: ` before them.
. ../copying.sh
. ../sqlite/copying-sqlite.sh
. ../take-sqlite.sh
volume=$1 scratch=$2/inside
trap 'rm -rf -- "$scratch" "$2/facts" "$2/list"' EXIT
trap 'exit 143' TERM INT HUP
take_sqlite "$volume" "$scratch" >"$2/facts"
sed 's/^/roost: /' "$2/facts" >&2
echo "roost: root $(stat -c '%u %g %a' -- "$volume")" >&2
cd "$scratch"
find . -type f -exec printf '%s\000' {} + | octals >"$2/list"
cd "$volume"
list=$scratch/../list
# with_copies out|in ARGV...: runs ARGV with words of each copy behind it: such that leave the original out with its
# journals, which a copy needs none of, or the copy's own path: named otherwise, it is not left out with its original.
with_copies() {
  way=$1
  shift
  while IFS= read -r octal; do
    path=$(printf '%b.' "$octal")
    path=${path%.}
    if [ "$way" = in ]; then set -- "$@" "./${path#.}"; else
      set -- "$@" "--exclude=$path" "--exclude=$path-wal" "--exclude=$path-shm" "--exclude=$path-journal"
    fi
  done <"$list"
  "$@"
}
# `tar`, the words of it, then the folder: what comes behind are paths in it.
gnu() {
  set -- --create --file - --format posix --sparse --numeric-owner --anchored --no-wildcards "$@"
  ! tar --help | grep -q -e --acls || set -- --acls --xattrs '--xattrs-include=*' "$@"
  tar "$@"
}
rest_and_copies() { with_copies in gnu "$@" . -C "$scratch"; }
rc=0
if ! tar --version 2>/dev/null | grep -Fq GNU; then
  # Of busybox: it can leave nothing out.
  [ ! -s "$list" ] || {
    echo 'the volume holds SQLite databases: to keep them out, this host needs GNU tar (the package tar)' >&2
    exit 1
  }
  tar -c -f - . || rc=$?
elif [ -s "$list" ]; then
  with_copies out rest_and_copies || rc=$?
else
  gnu . || rc=$?
fi
# 1 of GNU's: files that changed meanwhile, which it names. Only that keeps holes and attributes, and goes on behind a
# file that was cut short.
[ $rc -le 1 ] || damaged "$volume"
