#!/bin/sh
# Usage: fetch-mirror MIRROR REPOSITORY
# An interrupted first fetch leaves an empty repository, which the next one fills.
set -eu
. ../../../app/folder/unlock-git.sh
. ../../../../host/git-durable.sh
# Without a prompt: a repository that asks for a password is one that cannot be read.
export GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND='ssh -oBatchMode=yes'
# An earlier fetch may still run, or have died and left its locks.
mkdir -p "${1%/*}"
exec 9>"$1.lock"
flock -w 300 9
unlock_git "$1"
[ -e "$1/HEAD" ] || git init -q --bare "$1"
git --git-dir "$1" config uploadpack.allowAnySHA1InWant true
git --git-dir "$1" config gc.auto 0
git --git-dir "$1" fetch -q --no-recurse-submodules --prune --force --tags "$2" "+refs/heads/*:refs/heads/*"
