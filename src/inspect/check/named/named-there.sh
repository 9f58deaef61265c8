#!/bin/sh
# Usage: named-there APP-FOLDER SOURCE VOLUMES PATHS SERVICE DATABASE USER [mariadb SERVICE DATABASE USER PASSWORD | redis SERVICE
#   USER PASSWORD PORT CA CERT KEY]...
# Asks an app that was started whether what the fleet file names under `data` is there. VOLUMES (keys of the Compose
# files, or names in Docker) and PATHS (relative to APP-FOLDER) have a line each; SERVICE may be empty. Prints, a tab
# between: `asked`, then `volume NAME`, `known NAME` of each volume that the app has, `path NAME`, `database TEXT`;
# of a database of MariaDB `mariadb TEXT`, of a server of Redis `redis TEXT`, where PASSWORD shows where its password is in
# the container.
. ../../../host/databases/mariadb.sh
. ../../../host/databases/redis.sh
dir=$1 source=$2 volumes=$3 paths=$4 service=$5 database=$6 user=$7
project=
list=$(docker ps --all --no-trunc --format '{{.ID}} {{.Label "com.docker.compose.project"}} {{.Label "com.docker.compose.service"}} {{.State}} {{.Label "com.docker.compose.project.working_dir"}}/') || exit 0
project=$(printf '%s\n' "$list" | while read -r _ name _ _ at; do
  case $at in "$source"/*) echo "$name" && break ;; esac
done)
[ -n "$project" ] || exit 0
printf 'asked\t\n'
own=$(docker volume ls --filter "label=com.docker.compose.project=$project" --format '{{.Label "com.docker.compose.volume"}}') || exit 0
printf '%s\n' "$volumes" | while IFS= read -r name; do
  [ -n "$name" ] || continue
  printf '%s\n' "$own" | grep -qxF -- "$name" && continue
  docker volume inspect -- "$name" >/dev/null 2>&1 || printf 'volume\t%s\n' "$name"
done
printf '%s\n' "$own" | while IFS= read -r name; do [ -z "$name" ] || printf 'known\t%s\n' "$name"; done
printf '%s\n' "$paths" | while IFS= read -r path; do
  [ -n "$path" ] || continue
  at=$dir/$path
  [ ! -e "$at" ] || continue
  # Whether it is there only its owner may know.
  up=$at
  until [ -e "$up" ]; do up=$(dirname "$up"); done
  [ ! -x "$up" ] || printf 'path\t%s\n' "$path"
done
# running SERVICE: its container.
running() {
  printf '%s\n' "$list" | while read -r id name of state _; do
    [ "$name $of $state" != "$project $1 running" ] || { echo "$id" && break; }
  done
}
in_a_line() { printf '%s' "$1" | tr '\n\t' '  ' | cut -c 1-300; }
id=
[ -z "$service" ] || id=$(running "$service")
if [ -n "$id" ]; then
  said=$(docker exec "$id" psql --no-password --username="$user" --dbname="$database" --command 'select 1' 2>&1 >/dev/null) ||
    printf 'database\t%s\n' "$(in_a_line "$said")"
fi
shift 7
while [ $# -ge 5 ]; do
  kind=$1 service=$2
  container=$(running "$2")
  case $kind in
    mariadb)
      database=$3 user=$4 password=$5
      shift 5
      [ -n "$container" ] || continue
      said=$(echo 'SELECT 1;' | sql "$database" 2>&1 >/dev/null) ||
        printf 'mariadb\t%s does not let %s into the database %s: %s\n' "$service" "$user" "$database" "$(in_a_line "$said")"
      ;;
    redis)
      user=$3 password=$4 port=$5 ca=$6 cert=$7 key=$8
      shift 8
      [ -n "$container" ] || continue
      find_password
      said=$(redis PING 2>&1) || :
      case $said in
        PONG | *LOADING* | *NOPERM* | *'without any password'*) ;;
        *) printf 'redis\t%s does not answer: %s\n' "$service" "$(in_a_line "$said")" ;;
      esac
      ;;
  esac
done
