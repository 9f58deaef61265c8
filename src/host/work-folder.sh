#!/bin/sh
# Usage: . work-folder.sh
# work_folder NAME memory|disk: makes the folder $work for this program only; `memory` where the host has a place for that.
# It goes with the program, however that ends; what one that was killed has left goes with the next of that NAME.
work_folder() {
  _place=/dev/shm
  { [ "$2" = memory ] && [ -d "$_place" ] && [ -w "$_place" ]; } || _place=${TMPDIR:-/tmp}
  for _old in "$_place/roost-work.$1".*; do
    _pid=${_old##*"/roost-work.$1."}
    _pid=${_pid%%.*}
    case $_pid in '' | *[!0-9]*) continue ;; esac
    [ ! -d "$_old" ] || [ -L "$_old" ] || [ ! -O "$_old" ] || [ -e "/proc/$_pid" ] || rm -rf "$_old"
  done
  work=$(umask 077 && mktemp -d "$_place/roost-work.$1.$$.XXXXXX") || return
  trap 'rm -rf "$work"' EXIT
  # Not every shell takes the end by a signal for an exit.
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
