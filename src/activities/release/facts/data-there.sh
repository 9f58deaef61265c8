#!/bin/sh
# Usage: data-there PROJECT COUNT PATH... COUNT FOLDER... VOLUME...
# Prints `yes` where the Compose project has a volume, or one of the first COUNT PATHs or of the VOLUMEs is there and not
# empty, or one of the second COUNT FOLDERs holds the files of a database server, or is closed to this user.
project=$1 count=$2
shift 2
volumes=$(docker volume ls -q --filter "label=com.docker.compose.project=$project") || exit
all=$(docker volume ls -q) || exit
yes() {
  echo yes
  exit
}
[ -z "$volumes" ] || yes
while [ "$count" -gt 0 ]; do
  count=$((count - 1))
  if [ -d "$1" ]; then [ -z "$(find "$1" -mindepth 1 2>&1 | head -n 1)" ] || yes; elif [ -s "$1" ]; then yes; fi
  shift
done
count=$1
shift
while [ "$count" -gt 0 ]; do
  count=$((count - 1))
  if [ -d "$1" ]; then
    [ -r "$1" ] && [ -x "$1" ] || yes
    for file in "$1/PG_VERSION" "$1"/*/PG_VERSION "$1"/*/*/PG_VERSION "$1/ibdata1" "$1"/*.rdb "$1/appendonlydir"; do
      [ ! -e "$file" ] || yes
    done
  fi
  shift
done
for volume; do
  if printf '%s\n' "$all" | grep -qxF -e "$volume"; then yes; fi
done
