#!/bin/sh
# Usage: env-values FOLDER VARIABLES NAME... <ENV-FILE
# What Docker Compose reads from the env file on stdin: service f has it as `env_file`, service v has each NAME as `${NAME}`
# of it. VARIABLES is yes where the file is that `.env` itself; else the `.env` of FOLDER counts too. Prints, a NUL after each:
# Compose's exit code, its stderr, its model. The model holds secrets.
set -u
umask 077
folder=$1 variables=$2
shift 2
. ../work-folder.sh
work_folder model memory || exit
cat >"$work/env"
{
  printf 'services:\n  f: { image: f, env_file: [./env] }\n  v:\n    image: v\n    environment:\n      ROOST_PROBE: ""\n'
  # shellcheck disable=SC2016 # For Compose.
  for name; do printf '      %s: "${%s-}"\n' "$name" "$name"; done
} >"$work/probe.yml"
env=$work/env
if [ "$variables" != yes ] && [ -f "$folder/.env" ]; then env=$folder/.env; fi
PWD=$work docker compose --project-name probe --project-directory "$work" --env-file "$env" --file "$work/probe.yml" \
  config --format json >"$work/model" 2>"$work/stderr"
printf '%s\0' "$?"
cat "$work/stderr"
printf '\0'
cat "$work/model"
printf '\0'
