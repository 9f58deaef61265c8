#!/bin/sh
# Usage: brought MIRROR COMMIT SOURCE
# Prints, NUL after each, the paths of SOURCE that are in the way of COMMIT, an empty one, the files of SOURCE that git does
# not track there and COMMIT would replace by others, an empty one, and with each file that differs from what git takes it
# for, since a person has set git to ignore its edits: `absent`, `skip-worktree` or `assume-unchanged`.
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
printf '\0'
[ -e .git ] || exit 0
git ls-files -v -z | tr '\n\0' '\1\n' | sed -n '/^[a-zS] /p' | head -n 1000 | while IFS= read -r line; do
  case $line in S*) told=skip-worktree ;; *) told=assume-unchanged ;; esac
  file=$(printf '%s_' "${line#? }" | tr '\1' '\n')
  file=${file%_}
  if [ ! -e "$file" ] && [ ! -L "$file" ]; then
    printf 'absent\0%s\0' "$file"
  elif [ -f "$file" ] && [ ! -L "$file" ] &&
    [ "$(git hash-object --path="$file" -- "$file")" != "$(git rev-parse -q --verify ":./$file")" ]; then
    printf '%s\0%s\0' "$told" "$file"
  fi
done
