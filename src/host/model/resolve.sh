#!/bin/sh
# Usage: resolve ROOT SOURCE PROJECT FILES PROFILES ENV-FILES [WORD]
# What Docker Compose makes of the Compose files in SOURCE, as ROOT shows it (empty: the host itself). FILES, PROFILES and
# ENV-FILES are lists with a line each; files are relative to SOURCE. Without FILES they are found as Compose finds them. An empty
# PROJECT: as Compose chooses it. WORD: one more option of `config`. Prints, a NUL after each: the files, Compose's exit
# code, its stderr, its model, the files of variables that count although they are not named. The model holds secrets.
set -u
umask 077
root=$1 src=$2 project=$3 files=$4 profiles=$5 envs=$6 more=${7-} implied='' several=''
nl='
'
. ../work-folder.sh
work_folder model memory || exit

# path FILE: as ROOT shows it.
path() { case $1 in /*) printf '%s\n' "$root$1" ;; *) printf '%s\n' "$root$src/$1" ;; esac }
# each FLAG LIST: adds FLAG and each line to the arguments of Compose.
flags() {
  printf '%s\n' "$2" | while IFS= read -r line; do
    [ -z "$line" ] || case $1 in
    --profile) printf '%s\n%s\n' "$1" "$line" ;;
    *) printf '%s\n%s\n' "$1" "$(path "$line")" ;;
    esac
  done
}
# compose FOLDER WORDS FILE-ARGUMENT... : Compose in that folder, with WORDS (a line each) before the rest.
compose() {
  folder=$1 words=$2
  shift 2
  IFS=$nl
  set -f
  # shellcheck disable=SC2086 # A word a line.
  set -- --project-directory "$folder" $words "$@"
  set +f
  unset IFS
  PWD=$folder docker compose "$@"
}

if [ -z "$files" ]; then
  # Compose itself shows what the environment and `.env` say.
  cat >"$work/probe.yml" <<'END'
services:
  f: { image: "f${COMPOSE_FILE-}" }
  s: { image: "s${COMPOSE_PATH_SEPARATOR-}" }
END
  said=$(compose "$root$src" "$(flags --env-file "$envs")" --file "$work/probe.yml" config --images 2>"$work/stderr") || {
    printf '\0%s\0' 1
    cat "$work/stderr"
    printf '\0\0'
    exit 0
  }
  named=$(printf '%s\n' "$said" | sed -n 's/^f//p')
  separator=$(printf '%s\n' "$said" | sed -n 's/^s//p')
  if [ -n "$named" ]; then
    files=$(printf '%s\n' "$named" | tr "${separator:-:}" '\n' | grep -vxF docker-compose.roost.yml)
    # The `.env` that names files of another folder counts before the one of that folder.
    first=${files%%"$nl"*}
    case $first in */*) folder=${first%/*} ;; *) folder=. ;; esac
    if [ -z "$envs" ] && [ "$folder" != . ] && [ "$folder" != "$src" ] && [ -f "$root$src/.env" ]; then
      [ ! -f "$(path "$folder")/.env" ] || implied=$folder/.env$nl
      implied=$implied.env envs=$implied
    fi
  else
    for kind in '' .override; do
      found=
      if [ -z "$kind" ]; then
        set -- compose.yaml compose.yml docker-compose.yml docker-compose.yaml
      else
        set -- compose.override.yml compose.override.yaml docker-compose.override.yml docker-compose.override.yaml
      fi
      for name; do
        [ -e "$root$src/$name" ] || continue
        if [ -n "$found" ]; then several=$several$name$nl; else found=$name files=$files${files:+$nl}$name; fi
      done
      [ -n "$files" ] || break
    done
  fi
fi
printf '%s\0' "$files"
[ -n "$files" ] || {
  printf '%s\0\0\0' 0
  exit 0
}
first=$(path "${files%%"$nl"*}")
words=$(
  [ -z "$project" ] || printf '%s\n%s\n' --project-name "$project"
  flags --file "$files"
  flags --profile "$profiles"
  flags --env-file "$envs"
)
compose "${first%/*}" "$words" config --format json ${more:+"$more"} >"$work/model" 2>"$work/stderr"
printf '%s\0' "$?"
cat "$work/stderr"
# As Compose says it where it searches for them itself.
printf '%s' "$several" | while IFS= read -r name; do
  printf 'WARN[0000] %s is not read: one of another name counts before it\n' "$name"
done
printf '\0'
cat "$work/model"
printf '\0%s\0' "$implied"
