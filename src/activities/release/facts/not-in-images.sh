#!/bin/sh
# Usage: not-in-images SOURCE CONTEXT...
# Prints, NUL after each, what lies in the build contexts below SOURCE and git does not track: with its path from SOURCE. What a
# .dockerignore leaves out is in no image built by hand either.
src=$1
shift
cd "$src" 2>/dev/null && [ -e .git ] || exit 0
for context; do
  ignored=$context/.dockerignore
  [ -f "$ignored" ] || ignored=/dev/null
  (cd "$context" 2>/dev/null && git ls-files -z --others --directory --no-empty-directory --exclude-from="$ignored" |
    tr '\n\0' '\1\n' | head -n 200 | sed "s|^|$(git rev-parse --show-prefix)|" | tr '\1\n' '\n\0')
done
