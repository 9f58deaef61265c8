#!/usr/bin/env bash
# deploy-app.sh HOST APP [REF]: deploys a sgos app from the control host, as the
# fleet has always done it: maintenance flag, pull, secrets, up, healthy, flag off.
#
# SSH_CONFIG: for ssh -F.  SOPS_AGE_KEY_FILE: the fleet's key.
set -euo pipefail

host=$1 app=$2 ref=${3:-origin/main}
dir=/srv/apps/sgos-$app
src=$dir/src
flag=/srv/proxy/$host/flags/$app.flag

on() { ssh -F "$SSH_CONFIG" "$host" "$@"; }
say() { echo "[$app] $*"; }

say "maintenance on"
on "echo deploy-app > $flag"

say "pull $ref"
on "mkdir -p $dir/data $dir/backup && { [ -d $src ] || git clone -q /srv/git/sgos-$app.git $src; } \
  && cd $src && git fetch -q origin && git reset -q --hard $ref"

say "secrets"
on "cat $src/.env.sops" \
  | "${SOPS:-sops}" decrypt --input-type dotenv --output-type dotenv /dev/stdin \
  | on "umask 077 && cat > $src/.env"

say "build and start"
on "cd $src && GIT_SHA=\$(git rev-parse HEAD) docker compose --progress quiet up -d --build"

say "wait until healthy"
on "for i in \$(seq 120); do
      [ \"\$(docker inspect -f '{{.State.Health.Status}}' sgos-$app-app)\" = healthy ] && exit 0
      sleep 0.5
    done; exit 1"

postdeploy=$(on "jq -r '.scripts.postdeploy // empty' $src/app.json")
if [ -n "$postdeploy" ]; then
  say "postdeploy: $postdeploy"
  on "cd $src && docker compose exec -T app $postdeploy"
fi

say "maintenance off"
on "rm -f $flag"
