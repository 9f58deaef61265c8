#!/bin/sh
# Usage: drop COPIES-FOLDER
# Removes an operation's copies, and what its script has left half written when its host died or it was killed.
. ./written.sh
marks=$1/.script
folder=$(cat "$marks/folder" 2>/dev/null)
drop_written
rm -rf -- "$1"
