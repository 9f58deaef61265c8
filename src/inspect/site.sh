#!/bin/sh
# Usage: site ROOST-FOLDER RELEASES JOBS APP-FLAG HOST-FLAG BLUE GREEN
# Prints tagged lines: there, release, job, flag, slot.
[ -d "$1" ] && echo there
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
:
