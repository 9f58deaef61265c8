#!/bin/sh
# Usage: keep-files SOURCE PROJECT ARCHIVE CONTAINER APP OPERATION [NAME...]
# All files of the folder or volume SOURCE, or those NAMEs in it, as ARCHIVE: while nothing writes them. Where
# there is none, ARCHIVE.absent says so. On the disk when this ends.
. ./copying.sh
. ../../host/scripts/rooted.sh
. ./through-container.sh
. ../../host/synced.sh
. ./mounts-in.sh
source=$1 project=$2 archive=$3 container=$4 app=$5 operation=$6
shift 6
done_with() {
  synced "${archive%/*}"
  exit 0
}
mkdir -p "${archive%/*}"
# A run that was reset may have changed them since: what was kept before stays.
[ ! -s "$archive" ] && [ ! -e "$archive.absent" ] || done_with
find_source || {
  : >"$archive.absent"
  echo 'is not there'
  done_with
}
case $source in
  volume:*) ;;
  *)
    # Renames, by which it would come back, do not reach into another disk.
    nested=$(mounts_in "$source")
    [ $# != 0 ] || [ -z "$nested" ] || {
      echo "$source has mount points in it, and could not be put back: $nested" >&2
      echo 'name the folders beside them one by one under data.folders' >&2
      exit 1
    }
    ;;
esac
rc=0
# shellcheck disable=SC2016 # Expanded in the container.
inside ro 'cd "$1" && shift || exit
pack() {
  # Holes, attributes and ACLs go along where the host has GNU tar.
  if tar --version 2>/dev/null | grep -Fq GNU; then
    packing="--create --file - --format posix --sparse --numeric-owner"
    ! tar --help | grep -q -e --acls || packing="$packing --acls --xattrs --xattrs-include=*"
  else
    packing="-c -f -"
  fi
  set -f
  exec tar $packing "$@"
}
if [ $# = 0 ]; then pack .; fi
for name; do
  shift
  if [ -e "$name" ]; then set -- "$@" "./$name"; fi
done
[ $# -gt 0 ] || exit 66
pack -- "$@"' "$@" >"$archive.new" || rc=$?
case $rc in
  0) ;;
  66)
    rm -f "$archive.new"
    : >"$archive.absent"
    echo 'is not there'
    done_with
    ;;
  *) exit 1 ;;
esac
ends_as_tar "$archive.new" && tar -tf - <"$archive.new" >/dev/null || damaged "$archive"
synced "$archive.new"
put "$archive"
echo "$(wc -c <"$archive") bytes"
done_with
