#!/bin/sh
# Usage: . sysctl.sh
sysctl_file=/etc/sysctl.d/60-roost.conf
sysctl_text() {
  while [ $# -ge 2 ]; do printf '%s = %s\n' "$1" "$2"; shift 2; done
}
ask_sysctl() { # (KEY VALUE)...
  _file=other
  [ "$(cat "$sysctl_file")" = "$(sysctl_text "$@")" ] && _file=right
  printf 'file %s' "$_file"
  while [ $# -ge 2 ]; do
    _path=/proc/sys/$(printf %s "$1" | tr . /)
    # A container has those of its machine.
    if [ -e "$_path" ] && [ ! -w "$_path" ]; then _value=$2; else _value=$(tr -s '\t ' ' ' <"$_path"); fi
    printf ', %s = %s' "$1" "$_value"
    shift 2
  done
  echo
}
do_sysctl() {
  put "$sysctl_file" 644 root:root "$(sysctl_text "$@")
" || return
  while [ $# -ge 2 ]; do
    _path=/proc/sys/$(printf %s "$1" | tr . /)
    { [ -e "$_path" ] && [ ! -w "$_path" ]; } || sysctl -q -w "$1=$2" || return
    shift 2
  done
}
