#!/bin/sh
# Usage: read-flag FILE
# Prints `present` and the first line; nothing where there is no flag.
[ ! -e "$1" ] || {
  echo present
  head -n 1 "$1"
}
