#!/bin/sh
# Usage: inside NAME APP OPERATION CONTAINER ARGV...
# Runs ARGV of the host's own programs in the network of CONTAINER.
. ../../../host/scripts/rooted.sh
# shellcheck disable=SC2034 # rooted.sh reads it.
rooted_network=container:$4
name=$1 app=$2 operation=$3
shift 4
contained "$name" "$app" "$operation" -- "$@"
