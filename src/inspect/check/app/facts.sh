#!/bin/sh
# Usage: app-facts APP-FOLDER SOURCE REPOSITORY BRANCH ADDRESS DOMAIN PROJECT COMPOSE-FILES PROFILES ENV-FILES SECRETS SERVICE PORT
#   PATH FILE...
# Prints tagged lines: unwritable, deployed, head or nohead, file, ignore, model, health. ADDRESS, DOMAIN, PORT and PATH may be
# empty: DOMAIN is a Host header's, or for TLS what --connect-to takes; without ADDRESS the container of SERVICE is asked at PORT, without PATH only whether it takes connections; PROJECT to
# SECRETS are as of host/model/resolve.sh, and decrypted files relative to APP-FOLDER, a line each.
dir=$1 source=$2 repository=$3 branch=$4 address=$5 domain=$6
project=$7 composed=$8 profiles=$9
shift 9
envs=$1 secrets=$2 service=$3 port=$4 asked=$5
shift 5
encoded() { base64 | tr -d '\n'; }

d=$dir
while [ ! -e "$d" ]; do d=$(dirname "$d"); done
[ -d "$d" ] && [ -w "$d" ] || echo "unwritable $d"
# containers OPTION...: ids of what was started in SOURCE or below.
containers() {
  docker ps --no-trunc --format '{{.ID}} {{.Label "com.docker.compose.project.working_dir"}}/' "$@" 2>/dev/null |
    while read -r id at; do case $at in "$source"/*) echo "$id" ;; esac done
}
[ -e "$dir/.roost/current" ] || [ -n "$(containers --all)" ] && echo deployed

. ../../../host/work-folder.sh
work_folder check disk || exit 1
export GIT_TERMINAL_PROMPT=0
export GIT_SSH_COMMAND="${GIT_SSH_COMMAND:-ssh -o BatchMode=yes -o ConnectTimeout=8}"
if git init -q --bare "$work/r" 2>"$work/e" &&
  git -C "$work/r" fetch -q --no-recurse-submodules --depth 1 --no-tags -- "$repository" "$branch" 2>"$work/e"; then
  echo "head $(git -C "$work/r" rev-parse FETCH_HEAD)"
  for f in "$@"; do
    git -C "$work/r" cat-file -e "FETCH_HEAD:$f" 2>/dev/null || continue
    printf 'file %s %s\n' "$(printf '%s' "$f" | encoded)" "$(git -C "$work/r" show "FETCH_HEAD:$f" | encoded)"
  done
  # What keeps files out of images that are built.
  git -C "$work/r" ls-tree -r --name-only FETCH_HEAD | grep -E '(^|/|\.)dockerignore$' | head -n 50 |
    while IFS= read -r f; do
      printf 'ignore %s %s\n' "$(printf '%s' "$f" | encoded)" \
        "$(git -C "$work/r" show "FETCH_HEAD:$f" 2>/dev/null | head -c 20000 | encoded)"
    done
  # Without one of its secrets a model says nothing.
  complete=yes
  while IFS= read -r f; do
    [ -z "$f" ] || [ -f "$dir/$f" ] || complete=
  done <<END
$secrets
END
  commit=$(git -C "$work/r" rev-parse FETCH_HEAD)
  # As a release gets it, but for what is in Git LFS.
  (
    set -- "$work/r" "$commit" "$repository" no
. ../../../activities/release/facts/commit/fetch-parts.sh
  ) 2>/dev/null >"$work/parts" || echo "unfetched . $(printf '\t')git said nothing" >>"$work/parts"
  printf 'parts %s\n' "$(encoded <"$work/parts")"
  if [ -n "$complete" ]; then
    (
      mkdir -p "$work/tree${source#"$dir"}"
. ../../../activities/release/check-out.sh
      check_out "$work/r" "$commit" "$work/tree${source#"$dir"}" "$work/index"
      set -- "$work/view" "$work/tree" "$dir" "$source"
. ../../../host/model/view.sh
    ) 2>/dev/null && printf 'model %s %s\n' "$(printf %s "$work/view" | encoded)" "$(
      (
        set -- "$work/view" "$source" "$project" "$composed" "$profiles" "$envs"
. ../../../host/model/resolve.sh
      ) | encoded
    )"
  fi
else
  echo "nohead $(grep -v -e '^$' -e '^Please make' -e '^and the repo' "$work/e" | tail -n 3 | tr '\n' ' ')"
fi

if [ -z "$address" ] && [ -n "$port" ]; then
  id=$(containers --filter "label=com.docker.compose.service=$service" | head -n 1)
  [ -n "$id" ] || exit 0
  ip=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{end}}' "$id" 2>/dev/null | grep . | head -n 1)
  [ -n "$ip" ] || exit 0
  domain=
  if [ -z "$asked" ]; then
    took=$(curl -sS -o "$work/body" -w '%{time_connect}' -m 1 -- "telnet://$ip:$port" </dev/null 2>"$work/e")
    case $took in
    *[1-9]*) printf 'health tcp - -\n' ;;
    *) printf 'health 000 - %s\n' "$(encoded <"$work/e")" ;;
    esac
    exit 0
  fi
  address=http://$ip:$port$asked
fi
[ -n "$address" ] || exit 0
case $domain in
*:*) set -- --insecure --connect-to "$domain" ;;
?*) set -- -H "Host: $domain" ;;
*) set -- ;;
esac
status=$(curl -sS -m 8 -o "$work/body" -w '%{http_code}' "$@" -- "$address" 2>"$work/e")
touch "$work/body"
printf 'health %s %s %s\n' "${status:-000}" "$(head -c 20000 "$work/body" | encoded)" "$(encoded <"$work/e")"
