#!/bin/sh
# Usage: remove-copies PATH...
# Removes each PATH, and goes on where one cannot be removed.
for path; do
  rm -rf -- "$path" || bad=1
done
exit "${bad:-0}"
