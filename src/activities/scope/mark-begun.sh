#!/bin/sh
# Usage: mark-begun FILE
# On the disk before the step changes anything: what may have changed data must be known after a power cut.
# Prints the uptime of engine and host, too.
. ../../host/synced.sh
mkdir -p "${1%/*}" && : >"$1" && synced "$1" && synced "${1%/*}" || exit
. ../../host/uptime.sh
