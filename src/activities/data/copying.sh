#!/bin/sh
# Usage: . copying.sh
# For programs that copy: exit codes by name, and `put`: a copy that is not empty takes its name.
set -e
umask 077
empty() {
  echo "$*: the copy is empty" >&2
  exit 63
}
damaged() {
  echo "$*: the copy cannot be read back" >&2
  exit 64
}
missing() {
  echo "$*" >&2
  exit 66
}
put() {
  [ -s "$1.new" ] || empty "$1"
  mv -f "$1.new" "$1"
}
