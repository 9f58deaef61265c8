#!/bin/sh
# Usage: surroundings [IMAGE]...
# What a release will find on its host. Prints, a NUL after each: a line a container (id, name and ports, tabs between);
# a line a listening socket, as /proc shows it, its protocol before; KiB and inodes that are free where Docker keeps its images;
# a line an image that is there (bytes and IMAGE). What cannot be asked is empty; a daemon that does not answer is a failure.
docker ps --all --no-trunc --format '{{.ID}}	{{.Names}}	{{.Ports}}' || exit
printf '\0'
for protocol in tcp tcp6 udp udp6; do
  # 0A listens; 07 is a UDP socket that is bound.
  awk -v protocol="$protocol" 'NR > 1 && ($4 == "0A" || (protocol ~ /^udp/ && $4 == "07")) { print protocol, $2 }' \
    "/proc/net/$protocol" 2>/dev/null
done
printf '\0'
root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
until [ -z "$root" ] || df -Pk -- "$root" >/dev/null 2>&1; do root=${root%/*}; done
free() { df "$1" -- "${root:-/}" 2>/dev/null | awk 'NR == 2 { print $4 }'; }
printf '%s %s\0' "$(free -Pk)" "$(free -Pi)"
for image; do
  size=$(docker image inspect --format '{{.Size}}' -- "$image" 2>/dev/null) && printf '%s %s\n' "$size" "$image"
done
printf '\0'
