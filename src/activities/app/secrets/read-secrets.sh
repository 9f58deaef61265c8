#!/bin/sh
# Usage: read-secrets APP-FOLDER RELEASES-FOLDER FILE...
# Prints each file of the app and of every release, NUL after each, missing ones too.
app=$1 releases=$2
shift 2
for folder in "$app" "$releases"/*/tree; do
  for file; do
    [ ! -f "$folder/$file" ] || cat "$folder/$file"
    printf '\0'
  done
done
