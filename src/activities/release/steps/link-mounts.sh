#!/bin/sh
# Usage: link-mounts [LINK FILE]...
# Links what git does not track but a relative mount needs, so that a one-off sees the app's own data.
set -eu
while [ $# -gt 1 ]; do
  if [ ! -e "$1" ] && [ -e "$2" ]; then
    mkdir -p "$(dirname "$1")"
    ln -sfn "$2" "$1"
  fi
  shift 2
done
