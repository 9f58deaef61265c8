#!/bin/sh
# Usage: write-head FILE COMMIT WORKFLOW-ID
umask 077
printf '%s %s\n' "$2" "$3" >"$1.new" && mv -f "$1.new" "$1"
