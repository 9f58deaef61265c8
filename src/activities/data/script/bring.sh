#!/bin/sh
# Usage: bring COMMAND
# Runs the app's own restore COMMAND, as its backup script runs. As the manifest names it: a file of the source
# needs no path.
PATH="$PWD:$PATH" exec sh -c "$1" </dev/null
