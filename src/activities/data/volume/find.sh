#!/bin/sh
# Usage: find VOLUME PROJECT
# Prints Docker's name of the volume and Docker's folder of it. VOLUME: as for docker_volume.
. ./name.sh
volume=$(docker_volume "$1" "$2") || exit 66
echo "$volume"
docker volume inspect -f '{{.Mountpoint}}' "$volume"
