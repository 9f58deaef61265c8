#!/bin/sh
# Usage: names PROJECT NAME...
# Prints for each volume its name in Docker; empty where there is none.
project=$1
shift
for name; do
  found=$(docker volume ls -q --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.volume=$name")
  [ -n "$found" ] || found=$(docker volume ls -q | grep -Fx -- "$name") || :
  echo "$found" | head -n 1
done
