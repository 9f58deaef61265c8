#!/bin/sh
# Usage: size CONTAINER USER DATABASE
# Prints the bytes of the database; nothing where it does not answer.
. ./server.sh
container=$1 user=$2 database=$3
echo 'SELECT pg_database_size(current_database());' | sql --dbname "$database" 2>/dev/null || :
