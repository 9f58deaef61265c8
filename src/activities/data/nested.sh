#!/bin/sh
# Usage: nested FOLDER...
# Prints the mount points that are in them.
. ./mounts-in.sh
for folder; do mounts_in "$folder"; done
