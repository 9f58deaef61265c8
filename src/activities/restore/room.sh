#!/bin/sh
# Usage: room FOLDER
# Prints `FREE TOTAL DEVICE` in bytes of the disk of FOLDER, or of the folder above it that is there, then of Docker's.
disk() {
  path=$1
  while [ -n "$path" ] && [ ! -e "$path" ]; do path=${path%/*}; done
  df -Pk -- "${path:-/}" | awk 'NR == 2 { printf "%.0f %.0f %s\n", $4 * 1024, ($3 + $4) * 1024, $1 }'
}
disk "$1"
root=$(docker info -f '{{.DockerRootDir}}' 2>/dev/null) && [ -n "$root" ] && disk "$root"
exit 0
