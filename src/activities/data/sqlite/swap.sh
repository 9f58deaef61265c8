#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept BASE LIVE NEW KEPT
# A journal goes with its database: beside another one it would bring old rows back. `former` prints `former`.
. ../renaming.sh
verb=$1 base=$2 live=$3 new=$4 kept=$5
journals='-wal -journal'
move_journals() { mkdir -p "${2%/*}"; for end in $journals; do ! there "$1$end" || mv -- "$1$end" "$2$end"; done; rm -f -- "$1-shm"; }
has_journal() { for end in $journals; do ! there "$kept$end" || return 0; done; return 1; }
# A program that has it open would continue to write into the renamed one.
not_open() {
  there "$live" || return 0
  for fd in /proc/[0-9]*/fd/*; do
    # shellcheck disable=SC3013 # Every shell that is meant knows it.
    [ ! "$fd" -ef "$live" ] || { echo "$live is open: $fd" >&2; exit 1; }
  done
}
case $verb in
  in | back) enter "$base" ;;
  drop-*) [ ! -d "${live%/*}" ] || enter "$base" ;;
esac
case $verb in
  in)
    not_open
    has_former || move_journals "$live" "$kept"
    swap_in
    ;;
  back)
    not_open
    if has_former && ! there "$new"; then move_journals "$live" "$new"; fi
    swap_back
    move_journals "$kept" "$live"
    ;;
  former) has_former || has_journal || echo former ;;
  loaded) ! there "$new" || echo loaded ;;
  drop-new) rm -f -- "$new" "$new-wal" "$new-journal" "$new-shm" ;;
  drop-kept) rm -f -- "$kept" "$kept-wal" "$kept-journal" "$kept-shm" "$kept.absent" ;;
esac
