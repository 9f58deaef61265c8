#!/bin/sh
# Usage: make-places [FOLDER]...
# Else Docker makes them, with the folders above, and they are root's. What cannot be made or seen is left to Docker.
for folder; do
  if [ ! -e "$folder" ]; then mkdir -p "$folder" 2>/dev/null || :; fi
done
