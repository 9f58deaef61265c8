#!/bin/sh
# Usage: dump-times MARK DUMP
# Prints what MARK holds, and when DUMP was written, in seconds since 1970.
set -e
cat "$1"
stat -c %Y "$2"
