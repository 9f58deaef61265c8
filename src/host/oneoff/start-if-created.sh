#!/bin/sh
# Usage: start-if-created CONTAINER
[ "$(docker inspect -f '{{.State.Status}}' "$1")" != created ] || docker start "$1"
