#!/bin/sh
# Usage: take-ahead FROM TO [FROM TO]...
# Renames each FROM to TO. One that is not there, or may not be moved, is sent anew.
while [ $# -ge 2 ]; do
  if [ -e "$1" ] && [ ! -e "$2" ]; then
    mkdir -p "${2%/*}"
    mv -- "$1" "$2" 2>/dev/null || :
  fi
  shift 2
done
