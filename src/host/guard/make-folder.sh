#!/bin/sh
# Usage: make-folder APP-FOLDER
# Exit code 3: the user, whose name is printed, cannot write there.
# `.roost` has a mode of its own, since it holds env files and dumps; the app's folder gets the user's.
# shellcheck disable=SC2174 # The app's folder is made before.
mkdir -p -- "$1" && mkdir -p -m 700 -- "$1/.roost" && [ -w "$1/.roost" ] || {
  id -un
  exit 3
}
