#!/bin/sh
# Usage: places APP-FOLDER FOLDER PATH...
# Prints for each PATH, relative to APP-FOLDER, what a rename there would meet, its number before each line: `link NAME` and
# behind it `to FOLDER` for each link on the way, `mount` where it is a mount point, `inside NAME` for each one in it, and
# `apart` where it is not on the same mount as FOLDER.
app=$1 own=$2
shift 2
# Names in the table have \040 for a blank; `printf %b` wants \0040.
points=$(awk '{ print $5 }' /proc/self/mountinfo | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')
points=$(printf '%b\n' "$points")
real() { cd -P -- "$1" 2>/dev/null && pwd -P; }
above() {
  path=$1
  while [ ! -d "$path" ]; do path=${path%/*}; [ -n "$path" ] || path=/; done
  real "$path"
}
# The mount point that a real folder is on.
mount_of() {
  printf '%s\n' "$points" | MINE=$1 awk '
    BEGIN { path = ENVIRON["MINE"] }
    { at = $0 == "/" ? "" : $0
      if ((path == $0 || index(path, at "/") == 1) && length($0) >= length(best)) best = $0 }
    END { print best }'
}
mine=$(mount_of "$(above "$own")")
n=0
for path; do
  way=$app rest=$path
  while [ -n "$rest" ]; do
    part=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    way=$way/$part
    if [ -L "$way" ]; then
      echo "$n link ${way#"$app"/}"
      echo "$n to $(real "$way")"
    fi
  done
  parent=$(above "${way%/*}")
  full=${parent%/}/${way##*/}
  [ "$(mount_of "$parent")" = "$mine" ] || echo "$n apart"
  ! printf '%s\n' "$points" | grep -Fqx -- "$full" || echo "$n mount"
  printf '%s\n' "$points" | MINE=$full awk -v n=$n '
    BEGIN { path = ENVIRON["MINE"] } index($0, path "/") == 1 { print n " inside " substr($0, length(path) + 2) }'
  n=$((n + 1))
done
