#!/bin/sh
# Usage: look-at-commit MIRROR COMMIT FOLDER SOURCE [SECRETS-OF FILE...]
# FOLDER gets a tree as a release has it: SOURCE within is the commit, and each FILE that the tree SECRETS-OF has. What a look that
# was cut short has left beside it goes.
set -eu
umask 077
. ../../check-out.sh
mirror=$1 commit=$2 folder=$3 source=$4
shift 4
mkdir -p "${folder%/*}"
find "${folder%/*}/." ! -name . -prune -mmin +60 -exec rm -rf {} +
mkdir -p "$folder/tree/$source"
check_out "$mirror" "$commit" "$folder/tree/$source" "$folder/index"
[ $# -gt 0 ] || exit 0
from=$1
shift
. ../../../app/folder/place.sh
for file; do
  [ -f "$from/$file" ] || continue
  new=$(mktemp "$folder/new-XXXXXX")
  cp "$from/$file" "$new"
  place "$new" "$folder/tree" "$file"
  echo "$file"
done
