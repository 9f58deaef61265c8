#!/bin/sh
# usage: start.sh BASE HOST NUMBER
# Runs a bare host with a systemd of its own in namespaces, until this is ended. It answers SSH at 10.213.NUMBER.2 and
# reaches nothing but 10.213.NUMBER.1. Started again with the same HOST, it is that host after a restart.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
base=$1 host=$2 number=$3
name=roost-bare-$number
group=$(findmnt --noheadings --types cgroup2 --output TARGET | head -n 1)/$name
end() {
  tries=0
  while [ -d "$group" ] && [ $tries -lt 100 ]; do
    find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null | while read -r process; do kill -9 "$process" 2>/dev/null || true; done
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
    tries=$((tries + 1))
  done
  ip netns delete "$name" 2>/dev/null || true
  ip link delete "$name" 2>/dev/null || true
}
# What an earlier one has left.
end
trap end EXIT
trap 'exit 0' INT TERM
mkdir -p "$group" "$host"
ip netns add "$name"
ip link add "$name" type veth peer name eth0 netns "$name"
ip addr add "10.213.$number.1/24" dev "$name"
ip link set "$name" up
ip -n "$name" addr add "10.213.$number.2/24" dev eth0
ip -n "$name" link set eth0 up
ip -n "$name" link set lo up
ip -n "$name" route add default via "10.213.$number.1"
# shellcheck disable=SC2016 # Expanded by the inner shell.
sh -c 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"' start "$group" \
  nsenter --net="/run/netns/$name" unshare --mount --pid --fork --cgroup --ipc --uts --kill-child \
  sh "$here/boot.sh" "$base" "$host" >"$host/log" 2>&1 &
wait $! || true
