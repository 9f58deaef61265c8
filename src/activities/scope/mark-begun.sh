#!/bin/sh
# Usage: mark-begun FILE
# Prints the uptime of engine and host, too.
mkdir -p "${1%/*}" && : >"$1" || exit
. ../../host/uptime.sh
