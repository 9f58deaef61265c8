#!/bin/sh
# Usage: . operators.sh
# Who is in roost's group and not named loses keys, groups and running sessions; the files stay.
ask_operators() { # NAME...
  _members=$(getent group roost-operators | cut -d: -f4 | tr ',' '\n' | LC_ALL=C sort | line)
  echo "${_members:-nobody}"
}
do_operators() {
  for _user in $(getent group roost-operators | cut -d: -f4 | tr ',' ' '); do
    for _name; do
      [ "$_name" != "$_user" ] || continue 2
    done
    retire "$_user" || return
  done
}
retire() {
  getent passwd "$1" >/dev/null || { gpasswd --delete "$1" roost-operators; return; }
  _lost=$(read_keys "$1")
  usermod --lock --expiredate 1 "$1" || return
  # The group at the end: where this is stopped in between, it is begun anew.
  for _group in sudo docker; do
    ! id -nG "$1" | tr ' ' '\n' | grep -qx "$_group" || gpasswd --delete "$1" "$_group" || return
  done
  as_user "$1" rm -f "$(keys_file "$1")" "$(keys_file "$1")2"
  printf '%s\n' "$_lost" | forget_keys
  loginctl terminate-user "$1" 2>/dev/null
  pkill -KILL -u "$1"
  gpasswd --delete "$1" roost-operators
}
# The same person's keys at root and at the user of roost, unless nothing would be left there.
forget_keys() { # stdin: lines of keys
  _blobs=$(tr ' ' '\n' | grep -E '^AAAA.{40,}')
  [ -n "$_blobs" ] || return 0
  for _account in root ${SUDO_USER:-}; do
    _file=$(keys_file "$_account")
    [ -f "$_file" ] && [ ! -L "$_file" ] || continue
    _left=$(printf '%s\n' "$_blobs" | grep -vFf - "$_file")
    [ "$_left" != "$(cat "$_file")" ] && printf '%s\n' "$_left" | grep -q 'AAAA' || continue
    put "$_file" "$(stat -c %a "$_file")" "$(stat -c %U:%G "$_file")" "$_left
"
  done
}
