#!/bin/sh
# Usage: . in-the-way.sh
# `git checkout --force` removes what stands where it writes: a folder with all that is in it for a file, a link or a
# file for a folder. What git tracks there is its own to replace; a person's data are not.
# in_the_way GIT-DIR COMMIT SOURCE: prints, NUL after each, the paths of SOURCE that COMMIT could be given only by
# removing what git does not track; and `.roost` where COMMIT has it too.
in_the_way() {
  # shellcheck disable=SC2016 # Expands there.
  git --git-dir "$1" ls-tree -r -t -z "$2" | xargs -0 -r sh -c '
    src=$1 tab=$2
    shift 2
    tracks() { [ -e "$src/.git" ] && git --literal-pathspecs -C "$src" "$@" 2>&1; }
    # others PATH PLACE: something there that git does not track; empty folders are nothing.
    others() {
      if [ -e "$src/.git" ]; then
        tracks ls-files --others -- "$1" | head -n 1
      elif [ -d "$2" ]; then
        find "$2/." ! -type d 2>&1 | head -n 1
      fi
    }
    for entry; do
      path=${entry#*"$tab"}
      at=$src/$path
      case $entry in
      040000*"$tab.roost")
        # Lock and releases of the app: a commit has no say in them.
        [ -n "$(others .roost "$at")" ] || continue
        ;;
      040000*)
        # Where a folder is to be.
        if [ -d "$at" ] && [ ! -L "$at" ]; then continue; fi
        [ -e "$at" ] || [ -L "$at" ] || continue
        case $(tracks ls-tree HEAD -- "$path") in 100* | 120000*) continue ;; esac
        ;;
      100* | 120000*)
        [ -d "$at" ] && [ ! -L "$at" ] || continue
        [ -n "$(others "$path" "$at")" ] || continue
        ;;
      *) continue ;;
      esac
      printf "%s\0" "$path"
    done
  ' sh "$3" "$(printf '\t')"
}
