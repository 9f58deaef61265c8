#!/bin/sh
# Dumps the database into ../backup, whole or not at all.
set -e
cd "$(dirname "$0")"
mkdir -p ../backup
docker compose exec -T db pg_dump -U phone -Fc phone > ../backup/phone.dump.part
mv ../backup/phone.dump.part ../backup/phone.dump
