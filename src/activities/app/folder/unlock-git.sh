#!/bin/sh
# Usage: . unlock-git.sh
# unlock_git FOLDER: removes what a git that died has left locked. Only where no other git works: under a lock.
unlock_git() {
  [ ! -d "$1" ] || rm -f "$1"/*.lock
  [ ! -d "$1/refs" ] || find "$1/refs" -type f -name '*.lock' -exec rm -f {} +
}
