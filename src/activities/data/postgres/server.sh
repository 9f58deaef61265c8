#!/bin/sh
# Usage: . server.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Needs $container and $user.
# In the program itself, since that is run again when Docker was restarted: the database runs seconds before it answers.
wait_until_ready() {
  tries=0
  until docker exec "$container" pg_isready --quiet --username "$user" || [ $tries -ge 150 ]; do
    tries=$((tries + 1))
    sleep 0.2
  done
}
sql() {
  docker exec -i "$container" psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 \
    --username "$user" "$@"
}
