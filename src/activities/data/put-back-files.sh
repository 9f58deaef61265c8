#!/bin/sh
# Usage: put-back-files SOURCE PROJECT ARCHIVE CONTAINER APP OPERATION BACK [NAME...]
# Puts ARCHIVE back in place of all files of the folder or volume SOURCE, or of those NAMEs in it. They are
# unpacked in the folder BACK beside the present ones, which are kept there until all that is unpacked has taken
# their place. A run that was cut off is continued: from then on there are only renames.
set -u
. ./copying.sh
. ../../host/scripts/rooted.sh
. ./through-container.sh
source=$1 project=$2 archive=$3 container=$4 app=$5 operation=$6 back=$7
shift 7
if [ -e "$archive.absent" ]; then
  echo 'was not there before; it stays as it is'
  exit
fi
[ -s "$archive" ] || {
  echo "$archive is gone" >&2
  exit 66
}
# Some tar take a cut one for whole.
ends_as_tar "$archive" || damaged "$archive"
case $source in
  volume:*) find_source || { echo "there is no volume ${source#volume:}" >&2; exit 66; } ;;
  *)
    mkdir -p "$source"
    find_source
    ;;
esac
# shellcheck disable=SC2016 # Expanded in the container.
inside rw 'set -eu
cd "$1"
back=$2
shift 2
# move FROM TO: all that is there, or what has one of the names.
move() {
  from=$1 to=$2
  shift 2
  if [ $# = 0 ]; then
    find "$from" -mindepth 1 -maxdepth 1 ! -name "$back" -exec sh -c '"'"'to=$1; shift; mv -- "$@" "$to"'"'"' sh "$to" {} +
    return
  fi
  for name; do
    if [ -e "$from/$name" ] || [ -L "$from/$name" ]; then mv -- "$from/$name" "$to"; fi
  done
}
if [ ! -e "$back/whole" ]; then
  rm -rf -- "$back"
  mkdir -m 700 "$back" "$back/new" "$back/old"
  unpacking="-x -p -f -"
  if tar --version 2>/dev/null | grep -Fq GNU; then
    unpacking="$unpacking --numeric-owner"
    ! tar --help | grep -q -e --acls || unpacking="$unpacking --acls --xattrs --xattrs-include=*"
  fi
  set -f
  tar $unpacking -C "$back/new"
  set +f
  sync
  : >"$back/whole"
  sync
fi
if [ ! -e "$back/aside" ]; then
  move . "$back/old" "$@"
  : >"$back/aside"
  sync
fi
if [ $# = 0 ] && [ -e "$back/new" ]; then
  chown "$(stat -c %u:%g "$back/new")" .
  chmod "$(stat -c %a "$back/new")" .
fi
move "$back/new" . "$@"
sync
# First, so that a folder that is half removed is never gone on with.
rm -f "$back/whole"
sync
rm -rf -- "$back"' "$back" "$@" <"$archive"
