#!/bin/sh
# Usage: . copying.sh
# For programs that copy: exit codes by name, `ends_as_tar` for archives, and `put`: a copy that is not empty
# takes its name.
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
# tar itself does not fail if the end is missing: two empty blocks.
ends_as_tar() { [ "$(tail -c 1024 -- "$1" | tr -d '\000' | wc -c)" -eq 0 ]; }
put() {
  [ -s "$1.new" ] || empty "$1"
  mv -f "$1.new" "$1"
}
