#!/bin/sh
# Usage: . own-folder.sh
ask_ownFolder() { # PATH OWNER
  if [ -d "$1" ]; then echo there; elif [ -e "$1" ] || [ -L "$1" ]; then echo 'not a folder'; else echo missing; fi
}
do_ownFolder() {
  [ ! -d "$1" ] || return 0
  mkdir -p "$1" && chown "$2:" "$1"
}
