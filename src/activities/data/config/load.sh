#!/bin/sh
# Usage: load SENT [FILE NEW]...
# Lays each FILE of the folder SENT beside its place. Those that the snapshot has not are left out.
. ../copying.sh
sent=$1 n=0
shift
while [ $# -gt 0 ]; do
  if [ -f "$sent/$1" ]; then
    mkdir -p "${2%/*}"
    cp -p -- "$sent/$1" "$2"
    n=$((n + 1))
  fi
  shift 2
done
[ $n -gt 0 ] || empty "$sent"
echo "$n files"
