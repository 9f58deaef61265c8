#!/bin/sh
# Usage: . check-out.sh
# check_out MIRROR COMMIT FOLDER INDEX: FOLDER gets the files as a working copy of COMMIT has them, submodules too, as far as
# fetch-parts has fetched them; INDEX is a file of that time. With check_out_lfs=yes also those of Git LFS.
# No `git archive`: by its attributes a commit leaves out .dockerignore, and the image holds the decrypted secrets.
. ../app/folder/git-parts.sh
check_out_lfs=
check_out() {
  # With the locks of an attempt that died.
  rm -rf "$4" "$4.lock" "$4.m"*
  check_out_code=0
  (
    export GIT_INDEX_FILE="$4"
    git --git-dir "$1" --work-tree "$3" read-tree --no-recurse-submodules --reset -u "$2"
    [ -z "$check_out_lfs" ] || put_lfs "$1" "$3"
    put_modules "$1" "$2" "$3" "$(modules_of "$1")" "$4.m" "$check_out_lfs"
  ) || check_out_code=$?
  rm -rf "$4" "$4.m"*
  [ "$check_out_code" -ne 0 ] || return 0
  # git does not say why it could not write a file. On a full disk this does.
  head -c 1048576 /dev/zero >"$3/.roost-room" || :
  rm -f "$3/.roost-room"
  return "$check_out_code"
}
