#!/usr/bin/env bash
# deploy-stack.sh HOST STACK [REF]: deploys a plain Compose stack from the control host.
#
# SSH_CONFIG: for ssh -F.  SOPS_AGE_KEY_FILE: the fleet's key.
set -euo pipefail

host=$1 stack=$2 ref=${3:-origin/main}
dir=/srv/stacks/$stack

on() { ssh -F "$SSH_CONFIG" "$host" "$@"; }

on "{ [ -d $dir ] || git clone -q /srv/git/$stack.git $dir; } && cd $dir && git fetch -q origin && git reset -q --hard $ref"
on "cat $dir/.sops.json" \
  | "${SOPS:-sops}" decrypt --input-type json --output-type json /dev/stdin \
  | on "umask 077 && cat > $dir/secrets.json"
on "cd $dir && docker compose --progress quiet up -d --pull always --wait"
