#!/bin/sh
# Usage: give-modes APP-FOLDER TREE [FILE MODE]...
# Gives each FILE of TREE its MODE; an empty one: that of the file in the app's folder, so that a container that
# could read it before can do so afterwards.
set -eu
app=$1 tree=$2
shift 2
while [ $# -gt 1 ]; do
  mode=$2
  if [ -z "$mode" ] && [ -f "$app/$1" ] && [ ! -L "$app/$1" ]; then mode=$(stat -c %a "$app/$1"); fi
  [ -z "$mode" ] || [ ! -f "$tree/$1" ] || [ -L "$tree/$1" ] || chmod "$mode" "$tree/$1"
  shift 2
done
