#!/bin/sh
# Usage: read-secrets-of-two FOLDER FOLDER FILE...
# Prints each file of both releases: a line feed before those that are there, NUL after every one.
for folder in "$1" "$2"; do
  for file; do
    case $file in "$1"|"$2") continue;; esac
    [ ! -f "$folder/$file" ] || { echo; cat "$folder/$file"; }
    printf '\0'
  done
done
