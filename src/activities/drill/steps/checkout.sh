#!/bin/sh
# Usage: checkout REPOSITORY COMMIT FOLDER
# FOLDER gets the files of COMMIT; REPOSITORY is only read.
set -eu
. ../../release/check-out.sh
rm -rf "$3" && mkdir -p "$3"
umask 022
check_out "$1" "$2" "$3" "$3.index"
