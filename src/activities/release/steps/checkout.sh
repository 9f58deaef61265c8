#!/bin/sh
# Usage: checkout MIRROR COMMIT FOLDER REF
# REF keeps the commit from being collected. The files are of now: with the commit's time, a builder
# would take one of another commit of the same second and size for the one that it has.
set -eu
. ../../../host/git-durable.sh
. ../check-out.sh
umask 077
rm -rf "$3" && mkdir -p "$3"
git --git-dir "$1" update-ref "$4" "$2"
umask 022
# shellcheck disable=SC2034 # Read there.
check_out_lfs=yes
check_out "$1" "$2" "$3" "$3.index"
