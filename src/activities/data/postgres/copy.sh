#!/bin/sh
# Usage: copy CONTAINER USER DATABASE FOLDER FACTS
# FACTS: a file for what the manifest says of it.
# Not compressed: restic does that, and finds again what has not changed since the last night.
# Roles and their passwords are the server's, so they go along.
. ../copying.sh
. ./server.sh
. ./dump.sh
. ./facts.sh
. ../image-facts.sh
container=$1 user=$2 database=$3 folder=$4 facts=$5
mkdir -p "$folder"
(umask 0 && mkdir -p "${facts%/*}")
file=$folder/$database.dump
wait_until_ready
dump "$file" --compress 0
put "$file"
globals=$folder/globals.sql
roles() { docker exec "$container" pg_dumpall --globals-only "$@" --username "$user" >"$globals.new"; }
roles 2>"$globals.why" || roles --no-role-passwords
rm -f "$globals.why"
put "$globals"
{
  server_facts
  image_facts
  dump_facts "$file"
} >"$facts"
echo "$(wc -c <"$file") bytes"
