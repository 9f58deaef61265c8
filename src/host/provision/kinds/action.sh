#!/bin/sh
# Usage: . action.sh
# What is left to do after a change of a file.
ask_action() { if [ -e "$ROOST_OWN/due/$1" ]; then echo due; else echo 'nothing due'; fi; }
do_action() {
  case $1 in
    daemon-reload) systemctl daemon-reload ;;
    restart-docker) ! systemctl is-active --quiet docker || fresh_starts restart docker ;;
    restart-journald) fresh_starts restart systemd-journald ;;
    restart-timesyncd) systemctl try-restart systemd-timesyncd ;;
  esac || return
  rm -f "$ROOST_OWN/due/$1"
}
