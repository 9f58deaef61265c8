#!/bin/sh
# Usage: checkout MIRROR COMMIT FOLDER REF
# REF keeps the commit from being collected. The files are of now (-m): with the commit's time, a builder
# would take one of another commit of the same second and size for the one that it has.
set -eu
. ../../../host/git-durable.sh
umask 077
rm -rf "$3" && mkdir -p "$3"
git --git-dir "$1" update-ref "$4" "$2"
umask 022
git --git-dir "$1" archive "$2" | tar -x -m -C "$3"
