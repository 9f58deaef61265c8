#!/bin/sh
# Usage: standing FILE
# Prints `NAME STATE HEALTH POLICY` of each container that FILE names, `gone` as state of one that is not there, and
# `nodocker` where Docker does not answer.
set -eu
names=$(cat "$1")
[ -n "$names" ] || exit 0
docker version >/dev/null 2>&1 || { echo nodocker; exit 0; }
for name in $names; do
  docker inspect --type container -f "$name"' {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{.HostConfig.RestartPolicy.Name}}' \
    "$name" 2>/dev/null || echo "$name gone - -"
done
