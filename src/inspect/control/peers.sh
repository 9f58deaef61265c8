#!/bin/sh
# Usage: peers
# Prints who this connection is from and to, then every connection of the host as the kernel lists it.
printf 'own %s\n' "$SSH_CONNECTION"
cat /proc/net/tcp /proc/net/tcp6 2>/dev/null
:
