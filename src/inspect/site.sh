#!/bin/sh
# Usage: site ROOST-FOLDER RELEASES JOBS APP-FLAG HOST-FLAG BLUE GREEN SOURCE FOLDER...
# Prints tagged lines: there, away, came, release, job, flag, slot; same: each FOLDER that is SOURCE by another path, or gone.
[ -d "$1" ] && echo there
for mark in away came; do
  [ -f "$1/$mark" ] && printf '%s %s\n' "$mark" "$(head -n 1 "$1/$mark")"
done
for release in "$2"/*/; do
  number=$(basename "$release")
  case $number in *[!0-9]*) continue ;; esac
  printf 'release %s ' "$number"
  [ -s "$release/release.json" ] && tr -d '\n' <"$release/release.json"
  echo
done
for job in "$3"/*/; do
  claim=$(readlink "$job/claim") || continue
  [ -L "$job/rc" ] && continue
  case $claim in run:*) echo "job $(basename "$job")" ;; esac
done
print_flag() {
  [ -e "$2" ] && {
    printf 'flag %s ' "$1"
    head -n 1 "$2"
    echo
  }
}
print_flag app "$4"
print_flag host "$5"
[ -e "$6" ] && echo slot blue
[ -e "$7" ] && echo slot green
source=$(cd -P -- "$8" 2>/dev/null && pwd) || source=
shift 8
for folder; do
  real=$(cd -P -- "$folder" 2>/dev/null && pwd) || real=
  [ -n "$source" ] || continue
  case $real/ in "$source"/*) echo "same $folder" ;; esac
done
:
