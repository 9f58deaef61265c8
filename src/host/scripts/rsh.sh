#!/bin/sh
# Usage: rsh.sh HOST COMMAND...
# rsync starts it in place of ssh. File descriptor 3 leads to the process that
# started rsync: it gets the command, with tabs between the words, then all that
# the two rsyncs send each other.
shift
IFS='	'
printf '%s\n' "$*" >&3
# A process in the background has no stdin of its own.
exec 4<&0
cat <&4 >&3 &
cat <&3
kill $! 2>/dev/null || :
