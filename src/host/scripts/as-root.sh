#!/bin/sh
# Usage: as-root NAME APP OPERATION WHEN MOUNT... -- ARGV...
# Runs ARGV as root: at once where this user is root and nothing is in a volume, else as `contained` of rooted.sh
# says. WHEN: `always`; `unreadable`: only where this user cannot read all below a MOUNT; `unwritable=FILE`: only where
# it cannot write to FILE and its folder. Where no such container can be run, ARGV runs as it is, if it may.
. ./rooted.sh
as_name=$1 as_app=$2 as_operation=$3 as_when=$4
shift 4
as_need=no as_volume=no
case $as_when in
  always) as_need=yes ;;
  unwritable=*) [ -w "${as_when#*=}" ] && [ -w "$(dirname "${as_when#*=}")" ] || as_need=yes ;;
esac
for as_word; do
  [ "$as_word" != -- ] || break
  case $as_word in
    volume-*) as_volume=yes ;;
    *) [ "$as_when" != unreadable ] || [ -z "$(unreadable "${as_word#*=}")" ] || as_need=yes ;;
  esac
done
[ "$(id -u)" != 0 ] || as_need=no
if [ "$as_need$as_volume" != nono ]; then
  trap 'docker rm -f "$as_name" >/dev/null 2>&1; exit 143' TERM INT HUP
  as_rc=0
  contained "$as_name" "$as_app" "$as_operation" "$@" || as_rc=$?
  [ $as_rc -ge 125 ] && [ $as_volume = no ] || exit $as_rc
fi
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
