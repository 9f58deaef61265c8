#!/bin/sh
# Usage: . settings.sh
# A JSON file of which only some keys are ours. Its text goes to the planner, which puts the keys in.
ask_settings() { # PATH [CHECK ACTION CONTENT]
  [ -s "$1" ] || { echo missing; return; }
  [ "$(stat -Lc %s "$1")" -le 48000 ] || { echo 'too large'; return; }
  base64 -w 0 "$1"
}
do_settings() { do_file "$1" 644 root:root "$2" "$3" "$4"; }
