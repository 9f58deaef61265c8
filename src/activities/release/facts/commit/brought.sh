#!/bin/sh
# Usage: brought MIRROR COMMIT SOURCE
# Prints, NUL after each, the paths of SOURCE that are in the way of COMMIT, an empty one, and the files of SOURCE that
# git does not track there and COMMIT would replace by others.
. ../../../app/folder/in-the-way.sh
[ -d "$3" ] || exit 0
cd "$3" || exit
in_the_way "$1" "$2" "$3" || exit
printf '\0'
head=
if [ -e .git ]; then head=$(git rev-parse -q --verify HEAD 2>/dev/null) || head=; fi
[ -n "$head" ] && git --git-dir "$1" cat-file -e "$head^{commit}" 2>/dev/null ||
  head=$(git hash-object -t tree /dev/null)
# shellcheck disable=SC2016 # Expands there.
git --git-dir "$1" diff --no-renames --diff-filter=A --name-only -z "$head" "$2" | xargs -0 -r sh -c '
  mirror=$1 commit=$2
  shift 2
  for file; do
    if [ -d "$file" ] && [ ! -L "$file" ]; then continue; fi
    [ -e "$file" ] || [ -L "$file" ] || continue
    if [ -L "$file" ] || ! git --git-dir "$mirror" cat-file blob "$commit:$file" | cmp -s - "$file"; then
      printf "%s\0" "$file"
    fi
  done
' sh "$1" "$2"
