#!/bin/sh
# Temporal reads its database password from the environment only; the secret is a file.
set -eu

POSTGRES_PWD=$(cat "${POSTGRES_PASSWORD_FILE:-/run/secrets/postgres_password}")
export POSTGRES_PWD

exec /etc/temporal/entrypoint.sh
