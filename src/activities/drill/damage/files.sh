#!/bin/sh
# Usage: files PATH
# Overwrites every file at or below PATH, as a program that goes wrong may, and prints how many there are.
set -eu
# shellcheck disable=SC2016 # Expanded by that shell.
find "$1" -type f -exec sh -c 'for file; do echo "damaged on purpose" >"$file" || exit; done' damage {} +
# shellcheck disable=SC2016
files=$(find "$1" -type f -exec sh -c 'echo $#' count {} + | awk '{ n += $1 } END { print n + 0 }')
echo "$files files overwritten"
