#!/bin/sh
# Usage: push-commit MIRROR REPOSITORY TARGET REF
# Makes the commit that git fast-import reads from stdin under REF, and pushes it to TARGET of the repository, which is never
# forced. Prints what the push said; its exit code is that of git.
set -eu
. ../app/folder/unlock-git.sh
. ../../host/git-durable.sh
export GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND='ssh -oBatchMode=yes'
exec 9>"$1.lock"
flock -w 300 9
unlock_git "$1"
git --git-dir "$1" fast-import --quiet --force --date-format=raw >&2
code=0
git --git-dir "$1" -c push.followTags=false push --no-verify --porcelain "$2" "$4:$3" 2>&1 || code=$?
git --git-dir "$1" update-ref -d "$4"
exit "$code"
