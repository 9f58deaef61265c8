#!/usr/bin/env bash
# backup-all.sh HOST/APP…: backs apps up from the control host, as the fleet has always done it: one after
# another the app's own script, a pull into the staging, a snapshot.
#
# SSH_CONFIG: for ssh -F.  STAGING: a folder.  RESTIC: the executable; its repository by the environment.
set -euo pipefail

on() { ssh -F "$SSH_CONFIG" "$host" "$@"; }

for each; do
  host=${each%%/*} app=${each#*/}
  dir=/srv/apps/$app
  on "cd $dir && ./backup.sh"
  mkdir -p "$STAGING/$app"
  rsync -a --delete -e "ssh -F $SSH_CONFIG" "$host:$dir/backup/" "$STAGING/$app/"
  "$RESTIC" backup --quiet --host "$host" --tag "app=$app" "$STAGING/$app"
done
