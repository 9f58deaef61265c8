#!/bin/sh
# Usage: . synced.sh
# synced FILE: ends when the file or folder is on the disk. An old `sync` takes no file, and syncs all.
synced() { sync "$1" 2>/dev/null || sync; }
