#!/bin/sh
# Usage: . check-out.sh
# check_out MIRROR COMMIT FOLDER INDEX: FOLDER gets the files as a working copy of COMMIT has them; INDEX is a file of that time.
# No `git archive`: by its attributes a commit leaves out .dockerignore, and the image holds the decrypted secrets.
check_out() {
  rm -f "$4" "$4.lock"
  (
    export GIT_INDEX_FILE="$4"
    git --git-dir "$1" --work-tree "$3" read-tree --no-recurse-submodules --reset -u "$2"
  )
  rm -f "$4"
}
