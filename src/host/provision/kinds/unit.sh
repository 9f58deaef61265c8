#!/bin/sh
# Usage: . unit.sh
ask_unit() { # active|any NAME...
  _active=$1
  shift
  _unit=$(first_unit "$@")
  [ -n "$_unit" ] || { echo missing; return; }
  _file=$(systemctl show --property UnitFileState --value "$_unit")
  case $_file in enabled | static | alias | indirect | generated) _file=enabled ;; esac
  [ "$_active" = any ] && { echo "$_file"; return; }
  echo "$_file, $(systemctl show --property ActiveState --value "$_unit")"
}
do_unit() {
  _active=$1
  shift
  _unit=$(first_unit "$@")
  [ -n "$_unit" ] || { echo "there is none of: $*"; return 1; }
  [ "$(systemctl show --property UnitFileState --value "$_unit")" != masked ] || systemctl unmask "$_unit" || return
  systemctl enable "$_unit" || return
  [ "$_active" = any ] || fresh_starts start "$_unit"
}
# systemd refuses a unit that was started often within a minute, as by the install, an operator and this run. COMMAND UNIT
fresh_starts() {
  systemctl reset-failed "$2" 2>/dev/null || :
  systemctl "$1" "$2"
}
first_unit() {
  for _one; do
    case $(systemctl show --property LoadState --value "$_one") in loaded | masked) echo "$_one" && return ;; esac
  done
}
