#!/bin/sh
# Usage: . mariadb.sh
# shellcheck disable=SC2154,SC2119,SC2120 # The program that sources it has them, and gives `sql` a database.
# Needs $container, $user and $password: `env:NAME` or `file:PATH` in the container, or empty: where the image has it.
# database_program PROGRAM ARG...: `client` or `dump`, whatever they are called there. The password goes from the
# container's own environment or file to the program's environment, and is never in an argument.
database_program() {
  # shellcheck disable=SC2016 # Expanded in the container.
  docker exec -i "$container" sh -c '
    user=$1 from=$2 program=$3
    shift 3
    value() { eval "printf %s \"\${$1-}\""; }
    # Docker and the images of MariaDB, MySQL and Bitnami: in a variable, or in a file that another one names.
    held() {
      MYSQL_PWD=$(value "$1")
      file=$(value "$1_FILE")
      [ -n "$MYSQL_PWD" ] || [ ! -r "$file" ] || MYSQL_PWD=$(cat "$file")
      [ -n "$MYSQL_PWD" ]
    }
    MYSQL_PWD=
    case $from in
      none) ;;
      env:*) MYSQL_PWD=$(value "${from#env:}") ;;
      file:*) MYSQL_PWD=$(cat "${from#file:}") || exit 1 ;;
      *)
        for kind in MARIADB MYSQL; do
          if [ "$user" = root ]; then
            if held "${kind}_ROOT_PASSWORD"; then break; fi
          elif [ "$(value "${kind}_USER")" = "$user" ]; then
            if held "${kind}_PASSWORD"; then break; fi
          fi
        done
        ;;
    esac
    if [ -n "$MYSQL_PWD" ]; then export MYSQL_PWD; else unset MYSQL_PWD; fi
    case $program in
      client) names="mariadb mysql" ;;
      *) names="mariadb-dump mysqldump" ;;
    esac
    for name in $names; do
      if command -v "$name" >/dev/null; then exec "$name" --user="$user" --default-character-set=utf8mb4 "$@"; fi
    done
    echo "the container has none of $names" >&2
    exit 127' sh "$user" "$password" "$@"
}
# sql [DATABASE]: runs what comes on stdin; prints lines with tabs between columns.
sql() { database_program client --batch --raw --skip-column-names --binary-mode "$@"; }
# A server that is first started makes its users behind a closed network, and then starts anew.
is_beginning() {
  printf '%s\n' "$1" | awk '$1 == "1" { closed = 1 } $1 == "Uptime" && $2 < 120 { young = 1 } END { exit !(closed && young) }'
}
look() { printf 'SELECT @@skip_networking + 0;\nSHOW GLOBAL STATUS LIKE "Uptime";\n' | sql; }
# In the program itself, since that is run again when Docker was restarted: the database runs seconds before it answers.
wait_until_ready() {
  tries=0 denied=0
  while :; do
    if said=$(look 2>&1); then
      is_beginning "$said" || return 0
    else
      case $said in
        *'Access denied'*)
          begun=$(password=none look 2>&1) && is_beginning "$begun" || denied=$((denied + 1))
          ;;
      esac
    fi
    tries=$((tries + 1))
    [ $tries -lt 300 ] && [ $denied -lt 10 ] || break
    sleep 0.2
  done
  printf '%s\n' "$said" | tail -n 3 >&2
  [ $denied = 0 ] || echo "its password: data.mariadb.password of the fleet file says where it is in the container of $user" >&2
  exit 1
}
# names_of DATABASE CONDITION: of what information_schema.tables has. A database's name needs no quoting.
names_of() {
  printf "SELECT table_name FROM information_schema.tables WHERE table_schema = '%s' AND %s ORDER BY 1;\n" "$1" "$2" | sql
}
