#!/bin/sh
# Usage: . mounts-in.sh
# mounts_in FOLDER: prints the mount points below it.
mounts_in() {
  within=$(cd -P -- "$1" 2>/dev/null && pwd -P) || return 0
  points=$(awk '{ print $5 }' /proc/self/mountinfo | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')
  printf '%b\n' "$points" | MINE=$within/ awk 'index($0, ENVIRON["MINE"]) == 1'
}
