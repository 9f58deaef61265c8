#!/bin/sh
# Usage: discard RELEASE-FOLDER MIRROR REF
rm -rf "$1"
git --git-dir "$2" update-ref -d "$3" 2>/dev/null || :
