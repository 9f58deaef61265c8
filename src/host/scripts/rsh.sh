#!/bin/sh
# Usage: rsh.sh HOST COMMAND...
# What rsync starts in place of ssh.
# 3 leads to the door of whoever has started rsync: it is told the command, a
# tab between the words, then all that the two rsyncs tell each other.
shift
IFS='	'
printf '%s\n' "$*" >&3
# What runs in the background has no stdin of its own.
exec 4<&0
cat <&4 >&3 &
cat <&3
kill $! 2>/dev/null || :
