#!/bin/sh
# Usage: way-back BEGUN-FOLDER STEP BACK RELEASES-FOLDER RELEASE DUMP
# Prints what is known of an operation's dump; BACK and DUMP are names in those folders.
# back: the data are back already. dump: it is there. lost: STEP, which comes after the dump, has begun, and the
# dump is not there. none: STEP has not begun, so the data are as they were.
# What cannot be inspected is a failure: it never counts as nothing.
set -eu
begun=$(ls -A "$1")
there() { printf '%s\n' "$1" | grep -qxF -- "$2"; }
if there "$begun" "$3"; then
  echo back
  exit
fi
releases=$(ls -A "$4")
if there "$releases" "$5"; then
  files=$(ls -A "$4/$5")
  if there "$files" "$6" && [ -s "$4/$5/$6" ]; then
    echo dump
    exit
  fi
fi
if there "$begun" "$2"; then echo lost; else echo none; fi
