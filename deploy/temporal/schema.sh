#!/bin/sh
# Creates Temporal's databases or brings them up to this version. Safe to repeat.
set -eu

SQL_PLUGIN=postgres12
SQL_HOST=$POSTGRES_SEEDS
SQL_PORT=$DB_PORT
SQL_USER=$POSTGRES_USER
SQL_PASSWORD=$(cat "${POSTGRES_PASSWORD_FILE:-/run/secrets/postgres_password}")
export SQL_PLUGIN SQL_HOST SQL_PORT SQL_USER SQL_PASSWORD

tool=${SQL_TOOL:-temporal-sql-tool}

prepare() { # database, schema
  # "Exists already" is not told apart from a failure, but the next command is.
  "$tool" --db "$1" create-database || true
  # Anything but the version table of an empty database stays as it is.
  "$tool" --db "$1" setup-schema -v 0.0 || true
  "$tool" --db "$1" update-schema --schema-name "postgresql/v12/$2"
}

prepare temporal temporal
prepare temporal_visibility visibility
