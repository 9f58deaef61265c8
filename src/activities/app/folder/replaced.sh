#!/bin/sh
# Usage: . replaced.sh
# A person's files at paths where a commit brings its own. git itself would refuse to overwrite them.
# keep_replaced SOURCE COMMIT KEPT: copies them to KEPT, before the commit is checked out.
keep_replaced() {
  empty=$(git -C "$1" hash-object -t tree /dev/null)
  head=$(git -C "$1" rev-parse -q --verify HEAD) || head=$empty
  # The first field of a line is the path of a file that the commit has and the working copy does not track.
  # shellcheck disable=SC2016 # Expands there.
  git -C "$1" diff --no-renames --diff-filter=A --name-only -z "$head" "$2" | xargs -0 -r sh -c '
    src=$1 commit=$2 kept=$3
    shift 3
    for file; do
      if [ -d "$src/$file" ] && [ ! -L "$src/$file" ]; then continue; fi
      [ -e "$src/$file" ] || [ -L "$src/$file" ] || continue
      if [ ! -L "$src/$file" ] && git -C "$src" cat-file blob "$commit:$file" | cmp -s - "$src/$file"; then continue; fi
      case $file in */*) mkdir -p "$kept/${file%/*}" ;; *) mkdir -p "$kept" ;; esac || exit 255
      cp -pP "$src/$file" "$kept/$file" || exit 255
    done
  ' sh "$1" "$2" "$3"
}
# bring_back SOURCE COMMIT KEPT: moves them back where nothing is now; without a commit all of them.
bring_back() {
  [ -d "$3" ] || return 0
  # shellcheck disable=SC2016 # Expands there.
  (cd "$3" && find . ! -type d -exec sh -c '
    src=$1 commit=$2
    shift 2
    for file; do
      file=${file#./}
      if [ -n "$commit" ] && { [ -e "$src/$file" ] || [ -L "$src/$file" ]; }; then continue; fi
      at=$src rest=$file
      while [ "$rest" != "${rest#*/}" ]; do
        at=$at/${rest%%/*} rest=${rest#*/}
        [ ! -L "$at" ] || continue 2
        [ -d "$at" ] || mkdir "$at" || continue 2
      done
      mv -f "$file" "$src/$file"
    done
  ' sh "$1" "$2" {} +)
}
