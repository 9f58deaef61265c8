#!/bin/sh
# Usage: drop NEW CONTAINER
# Removes the volume NEW with all that it holds.
docker rm -f "$2" >/dev/null 2>&1 || :
docker volume inspect "$1" >/dev/null 2>&1 || exit 0
docker volume rm -f "$1" >/dev/null
