#!/bin/sh
# Usage: inspect-folder APP-FOLDER SOURCE yes|no RAN-FILE WROTE-FILE
# Prints a line each: version of Docker Compose where asked for, free and all KiB of the disk, the time, whether the folder holds
# anything, the first line of each file; then the working copy's head and the files changed in it.
folder=$1
while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
if [ "$3" = yes ]; then docker compose version --short; else echo; fi
df -Pk "$folder" | awk 'NR==2{print $4, $2}'
date -u +%Y-%m-%dT%H:%M:%SZ
# A lock already makes the folder.
# shellcheck disable=SC2010 # Any name but one counts.
[ "$folder" = "$1" ] && ls -A "$1" | grep -qFvx .roost && echo there || echo missing
for file in "$4" "$5"; do
  line=
  [ ! -e "$file" ] || read -r line <"$file"
  echo "$line"
done
cd "$2" 2>/dev/null && [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$(pwd -P)" ] || exit 0
git rev-parse -q --verify HEAD && git diff --name-only HEAD || :
