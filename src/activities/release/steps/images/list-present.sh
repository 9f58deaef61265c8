#!/bin/sh
# Usage: list-present [SERVICE IMAGE]...
# Prints the services whose image is on the host.
while [ $# -gt 1 ]; do
  if docker image inspect "$2" >/dev/null 2>&1; then echo "$1"; fi
  shift 2
done
