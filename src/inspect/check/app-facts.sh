#!/bin/sh
# Usage: app-facts APP-FOLDER SOURCE REPOSITORY BRANCH URL DOMAIN FILE...
# Prints tagged lines: unwritable, deployed, head or nohead, file, health. URL and DOMAIN may be empty.
dir=$1 source=$2 repository=$3 branch=$4 url=$5 domain=$6
shift 6
encoded() { base64 | tr -d '\n'; }

d=$dir
while [ ! -e "$d" ]; do d=$(dirname "$d"); done
[ -d "$d" ] && [ -w "$d" ] || echo "unwritable $d"
started=label=com.docker.compose.project.working_dir=$source
[ -e "$dir/.roost/current" ] || [ -n "$(docker ps -aq --filter "$started" 2>/dev/null)" ] && echo deployed

t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
export GIT_TERMINAL_PROMPT=0
export GIT_SSH_COMMAND="${GIT_SSH_COMMAND:-ssh -o BatchMode=yes -o ConnectTimeout=8}"
if git init -q --bare "$t/r" 2>"$t/e" &&
  git -C "$t/r" fetch -q --depth 1 --no-tags -- "$repository" "$branch" 2>"$t/e"; then
  echo "head $(git -C "$t/r" rev-parse FETCH_HEAD)"
  for f in "$@"; do
    git -C "$t/r" cat-file -e "FETCH_HEAD:$f" 2>/dev/null || continue
    printf 'file %s %s\n' "$(printf '%s' "$f" | encoded)" "$(git -C "$t/r" show "FETCH_HEAD:$f" | encoded)"
  done
else
  echo "nohead $(grep -v -e '^$' -e '^Please make' -e '^and the repo' "$t/e" | tail -n 3 | tr '\n' ' ')"
fi

[ -n "$url" ] || exit 0
status=$(curl -sS -m 8 -o "$t/body" -w '%{http_code}' ${domain:+-H "Host: $domain"} -- "$url" 2>"$t/e")
touch "$t/body"
printf 'health %s %s %s\n' "${status:-000}" "$(head -c 20000 "$t/body" | encoded)" "$(encoded <"$t/e")"
