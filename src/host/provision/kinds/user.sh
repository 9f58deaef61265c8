#!/bin/sh
# Usage: . user.sh
# An account without a password. Of the groups only those named count; `-GROUP`: it must not be in that.
ask_user() { # NAME SHELL GROUP...
  _name=$1
  shift 2
  getent passwd "$_name" >/dev/null || { echo missing; return; }
  _in=" $(id -nG "$_name") " _has=
  for _group; do
    case $_in in *" ${_group#-} "*) _has="$_has${_has:+,}${_group#-}" ;; esac
  done
  _until=$(getent shadow "$_name" | cut -d: -f8)
  printf 'groups %s' "${_has:-none}"
  [ -z "$_until" ] || printf ', expired'
  echo
}
do_user() {
  _name=$1 _shell=$2
  shift 2
  if ! getent passwd "$_name" >/dev/null; then
    useradd --create-home --shell "$_shell" "$_name" || return
    # No password, but not locked: some settings of sshd refuse those whatever their key.
    usermod --password '*' "$_name" || return
  fi
  for _group; do
    case $_group in
      -*) ! id -nG "$_name" | tr ' ' '\n' | grep -qx "${_group#-}" || gpasswd --delete "$_name" "${_group#-}" || return ;;
      *) usermod --append --groups "$_group" "$_name" || return ;;
    esac
  done
  usermod --expiredate '' "$_name"
}
