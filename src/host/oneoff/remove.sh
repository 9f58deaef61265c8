#!/bin/sh
# Usage: remove FILTER
# Removes the containers to which the filter applies.
ids=$(docker ps -aq --filter "$1") || exit
# shellcheck disable=SC2086 # One word an id.
[ -z "$ids" ] || docker rm --force --volumes $ids >/dev/null
