#!/bin/sh
# Usage: . keys.sh
# The home folder is its user's: written as that user, so that no link there leads root elsewhere.
keys_file() { printf '%s/.ssh/authorized_keys' "$(getent passwd "$1" | cut -d: -f6)"; }
as_user() { _who=$1; shift; setpriv --reuid "$_who" --regid "$(id -g "$_who")" --init-groups --reset-env -- "$@"; }
# shellcheck disable=SC2016 # Expanded by the inner shell.
read_keys() { as_user "$1" sh -c 'cat "$1" "$1"2 2>/dev/null' keys "$(keys_file "$1")" | sed '/^[[:space:]]*\(#\|$\)/d'; }

ask_keys() { # USER KEY...
  _user=$1
  shift
  getent passwd "$_user" >/dev/null || { echo 'no such user'; return; }
  _present=$(read_keys "$_user") _there=0
  _all=$(printf '%s' "$_present" | grep -c '')
  for _key; do
    printf '%s\n' "$_present" | grep -qxF -- "$_key" && _there=$((_there + 1))
  done
  echo "$_there of $#, $((_all - _there)) others"
}
do_keys() {
  _user=$1
  shift
  printf '%s\n' "$@" | {
    # shellcheck disable=SC2016 # Expanded by the inner shell.
    as_user "$_user" sh -c '
      umask 077
      mkdir -p "$(dirname "$1")" && chmod 700 "$(dirname "$1")" && cat >"$1.roost" && mv -f "$1.roost" "$1" && rm -f "${1}2"
    ' keys "$(keys_file "$_user")"
  }
}

# For the account by which roost works from now on: those by which it was let in for the first time.
ask_firstKeys() { # USER
  getent passwd "$1" >/dev/null || { echo 'no such user'; return; }
  if [ -n "$(read_keys "$1")" ]; then echo there; else echo none; fi
}
do_firstKeys() {
  _own=$(keys_file "${SUDO_USER:-root}")
  [ -s "$_own" ] || { echo "there is no $_own to take keys from"; return 1; }
  # Clouds put a refusal, as a command, before the keys of root.
  do_keys "$1" "$(sed '/^[[:space:]]*\(#\|$\)/d; /command=/s/^.*[ ]\(\(ssh\|ecdsa\|sk\)-[a-z0-9@.-]* AAAA\)/\1/' "$_own")"
}
