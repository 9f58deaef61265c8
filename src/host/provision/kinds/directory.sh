#!/bin/sh
# Usage: . directory.sh
ask_directory() { # PATH MODE OWNER
  if [ -d "$1" ] && [ ! -L "$1" ]; then stat -c '%a %U:%G' "$1"; else echo missing; fi
}
do_directory() {
  [ -d "$1" ] || mkdir -p "$1" || return
  chown "$3" "$1" && chmod "$2" "$1"
}
