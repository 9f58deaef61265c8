#!/bin/sh
# Usage: list-releases RELEASES-FOLDER
# Prints a line per release: number, bytes of its dump or `-`, `at-risk` where its data are not known to be right,
# its record as JSON.
cd "$1" 2>/dev/null || exit 0
for release in */; do
  release=${release%/}
  case $release in *[!0-9]*) continue ;; esac
  dump=-
  if [ -e "$release/before.dump" ]; then
    dump=$(wc -c <"$release/before.dump")
  elif [ -e "$release/kept.json" ]; then
    dump=$(du -sk "$release/before" | awk '{ printf "%.0f", $1 * 1024 }')
  fi
  printf '%s %s ' "$release" "$dump"
  [ ! -e "$release/data-at-risk" ] || printf 'at-risk '
  if [ -s "$release/release.json" ]; then tr -d '\n' <"$release/release.json"; fi
  echo
done
