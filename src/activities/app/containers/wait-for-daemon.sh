#!/bin/sh
# Usage: wait-for-daemon SECONDS
# Ends with 0 whether or not the Docker daemon listens by then.
timeout "$1" sh -c 'until docker version >/dev/null 2>&1; do sleep 0.5; done' || :
