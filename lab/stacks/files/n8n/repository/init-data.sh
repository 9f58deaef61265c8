#!/bin/bash
set -e
[ -z "$POSTGRES_NON_ROOT_USER" ] || echo "a role of its own"
