#!/bin/sh
# Usage: started-again FILE
# Removes FILE, which was noted before the containers were stopped, and prints the seconds since then.
set -eu
[ -e "$1" ] || exit 0
echo $(($(date +%s) - $(stat -c %Y "$1")))
rm -f -- "$1"
