#!/bin/sh
# Usage: . place.sh
# For programs that write into a folder which the app's repository fills. ROOT is trusted; below it no link is
# followed: a commit could lead a decrypted secret to another file by one.
. ../../../host/synced.sh
real_parents() {
  at=$1 rest=$2
  while [ "$rest" != "${rest#*/}" ]; do
    at=$at/${rest%%/*} rest=${rest#*/}
    if [ -L "$at" ] || { [ -e "$at" ] && [ ! -d "$at" ]; }; then
      echo "$at is a link or no folder: nothing is written by way of it" >&2
      exit 1
    fi
    [ -d "$at" ] || mkdir "$at"
  done
}
# unplace ROOT FILE: removes it.
unplace() {
  [ -e "$1/$2" ] || [ -L "$1/$2" ] || return 0
  real_parents "$1" "$2"
  rm -f "$1/$2"
}
# place TEMP ROOT FILE: moves TEMP there; on the disk when this ends, the file before its name. TEMP comes from `mktemp` outside of what the repository fills.
place() {
  real_parents "$2" "$3"
  [ ! -L "$2/$3" ] || rm -f "$2/$3"
  [ ! -d "$2/$3" ] || {
    echo "$2/$3 is a folder" >&2
    exit 1
  }
  at=$2/$3
  synced "$1"
  mv -f "$1" "$at"
  synced "${at%/*}"
}
