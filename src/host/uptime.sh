#!/bin/sh
# Usage: uptime
# Prints `engine=…` and `boot=…` in seconds since 1970; no line where one is not known.
for file in /run/docker.pid /var/run/docker.pid; do
  [ ! -e "$file" ] || { echo "engine=$(stat -c %Y "$file")"; break; }
done
sed -n 's/^btime /boot=/p' /proc/stat
