#!/bin/sh
# Usage: durable FOLDER
# Ends when all that was written to FOLDER's file system is on the disk; without a folder, to any.
# Prints the uptime of engine and host, too.
if [ -n "$1" ]; then sync -f "$1" 2>/dev/null || sync; else sync; fi
. ../../host/uptime.sh
