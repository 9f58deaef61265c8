#!/bin/sh
# Usage: size FOLDER...
# Prints the KiB that they take together.
du -skc -- "$@" 2>/dev/null | tail -n 1 | cut -f 1
