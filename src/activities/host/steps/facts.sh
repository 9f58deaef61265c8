#!/bin/sh
# Usage: facts
# Prints tagged lines, a tag and its value each: distribution, kernel, architecture, zone, uptime, cores, memory
# (kB: total, available, swap, free swap), disk, rootdisk (lines of df -Pk), engine, compose, root, problem,
# container (a JSON array), end. What is not known has no line.

# A Docker or a network disk that hangs must not keep the whole answer.
limited() {
  if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift && "$@"; fi
}
show() {
  [ -z "$2" ] || printf '%s %s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ')"
}

show distribution "$(sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | head -n 1)"
show kernel "$(uname -r)"
show architecture "$(uname -m)"
zone=$(readlink /etc/localtime 2>/dev/null)
case $zone in
  */zoneinfo/*) zone=${zone##*/zoneinfo/} ;;
  *) zone=$(head -n 1 /etc/timezone 2>/dev/null) ;;
esac
show zone "$zone"
show uptime "$(cut -d' ' -f1 /proc/uptime 2>/dev/null)"
show cores "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null)"
awk '/^(MemTotal|MemAvailable|SwapTotal|SwapFree):/ { n[$1] = $2 }
  END { print "memory", n["MemTotal:"], n["MemAvailable:"], n["SwapTotal:"], n["SwapFree:"] }' /proc/meminfo 2>/dev/null
limited 20 df -Pk 2>/dev/null | sed '1d; s/^/disk /'

if ! command -v docker >/dev/null 2>&1; then
  echo 'problem docker is not installed'
elif ! engine=$(limited 20 docker version --format '{{.Server.Version}}' 2>&1); then
  show problem "$(printf '%s' "${engine:-docker does not answer}" | tail -n 1)"
else
  show engine "$engine"
  show compose "$(limited 20 docker compose version --short 2>/dev/null)"
  root=$(limited 20 docker info --format '{{.DockerRootDir}}' 2>/dev/null)
  show root "$root"
  while [ -n "$root" ] && [ "$root" != / ] && [ ! -e "$root" ]; do root=$(dirname "$root"); done
  [ -z "$root" ] || limited 20 df -Pk "$root" 2>/dev/null | sed '1d; s/^/rootdisk /'
  label() {
    printf '{{json (.Label "com.docker.compose.%s")}}' "$1"
  }
  format="container [$(label project),$(label project.working_dir),$(label service)"
  format="$format,{{json .Image}},{{json .State}},{{json .Status}},{{json .Ports}}]"
  limited 30 docker ps --all --filter label=com.docker.compose.oneoff=False --format "$format" 2>/dev/null ||
    echo 'problem docker did not list its containers'
fi
echo end
