#!/bin/sh
# usage: registry.sh REGISTRY, as root on a lab host: the names of public registries lead to the lab's own.
set -e
address=198.18.0.1
grep -q "^$address" /etc/hosts && exit 0
registry=$(getent ahostsv4 "$1" | awk 'NR == 1 { print $1 }')
for name in ghcr.io docker.n8n.io lscr.io registry-1.docker.io; do echo "$address $name" >>/etc/hosts; done
iptables -t nat -A OUTPUT -d $address -p tcp --dport 80 -j DNAT --to-destination "$registry:5000"
iptables -A OUTPUT -d $address -p tcp --dport 443 -j REJECT --reject-with tcp-reset
jq '. + {"registry-mirrors": ["http://registry:5000"], "insecure-registries": (."insecure-registries" + ["198.18.0.0/15"])}' \
  /etc/docker/daemon.json >/etc/docker/daemon.new
mv /etc/docker/daemon.new /etc/docker/daemon.json
kill -HUP "$(cat /run/docker.pid)"
sleep 1
