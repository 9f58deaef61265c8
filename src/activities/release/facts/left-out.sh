#!/bin/sh
# Usage: left-out MIRROR COMMIT
# Prints what a plain checkout of COMMIT leaves out, a line each: `submodule PATH`, and `lfs` where files lie in Git LFS.
set -eu
git --git-dir "$1" ls-tree -r "$2" | sed -n 's/^160000 commit [0-9a-f]*	/submodule /p'
if git --git-dir "$1" grep -qE 'filter=lfs( |$)' "$2" -- ':(glob)**/.gitattributes'; then echo lfs; fi
