#!/bin/sh
# Usage: place ROOST-FOLDER
# Prints tagged lines: there, plane, operation, begun, at-risk, recovering.
[ -d "$1" ] || exit 0
echo there
[ -s "$1/plane" ] && printf 'plane %s\n' "$(head -n 1 "$1/plane")"
for file in "$1"/operations/*.open "$1"/operations/*.undoing; do
  [ -e "$file" ] || continue
  name=${file##*/}
  printf 'operation %s %s\n' "${name%.*}" "${name##*.}"
  for step in "$1/operations/${name%.*}.begun"/*; do
    [ -e "$step" ] && printf 'begun %s %s\n' "${name%.*}" "${step##*/}"
  done
done
for mark in "$1"/releases/*/data-at-risk; do
  [ -e "$mark" ] || continue
  folder=${mark%/*}
  printf 'at-risk %s\n' "${folder##*/}"
done
[ -e "$1/recovering" ] && echo recovering
:
