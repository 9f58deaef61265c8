#!/bin/sh
# Usage: read-nginx CONTAINER
# Prints the configuration that nginx would load, all its files.
timeout 10 docker exec "$1" nginx -T 2>/dev/null | head -c 2000000
:
