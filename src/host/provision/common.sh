#!/bin/sh
# Usage: . common.sh
set -u
umask 022
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C DEBIAN_FRONTEND=noninteractive
export PATH LC_ALL DEBIAN_FRONTEND
unset CDPATH

# roost's own: what is due after a change, what the firewall was after the last one.
ROOST_OWN=/var/lib/roost
# Gone with a restart.
ROOST_RUN=/run/roost
ROOST_FIREWALL=/etc/roost/firewall.nft
# Before all others: the first value counts.
ROOST_SSHD=/etc/ssh/sshd_config.d/00-roost.conf
export ROOST_OWN ROOST_RUN ROOST_FIREWALL ROOST_SSHD

line() { tr '\n\t' '  ' | cut -c1-70000 | sed 's/ *$//'; }

# ask ID KIND ARGS: prints the state
ask() {
  _id=$1 _kind=$2
  shift 2
  printf 'state %s %s\n' "$_id" "$("ask_$_kind" "$@" 2>/dev/null </dev/null | line)"
}

# apply ID KIND WANT ARGS: makes it so unless it is
apply() {
  _id=$1 _kind=$2 _want=$3
  shift 3
  _is=$("ask_$_kind" "$@" 2>/dev/null </dev/null | line)
  if [ "$_is" != "$_want" ]; then
    _said=$("do_$_kind" "$@" 2>&1 </dev/null) || { failed "$_id" "$_said"; exit 95; }
    _is=$("ask_$_kind" "$@" 2>/dev/null </dev/null | line)
    [ "$_is" = "$_want" ] || { failed "$_id" "it is \"$_is\" afterwards, not \"$_want\". $_said"; exit 95; }
  fi
  printf 'done %s\n' "$_id"
}

failed() { printf 'failed %s %s\n' "$1" "$(printf '%s' "$2" | tail -c 2000 | line)"; }

in_container() { systemd-detect-virt --quiet --container 2>/dev/null; }

sum() { sha256sum <"$1" | cut -c1-64; }

# put FILE MODE OWNER CONTENT: whole or not at all
put() {
  _new=$(dirname "$1")/.roost-new.$$
  rm -f "$_new"
  (umask 077 && printf %s "$4" >"$_new") && chown "$3" "$_new" && chmod "$2" "$_new" && sync "$_new" && mv -f "$_new" "$1"
}

# due ACTION: before the change that needs it, so that nothing is forgotten where this is stopped in between.
due() { mkdir -p "$ROOST_OWN/due" && : >"$ROOST_OWN/due/$1"; }

# Prints what the host is: id, version, codename, systemd, container, sshport, listen (protocol, port, program).
facts() {
  # shellcheck disable=SC1091 # Of the host.
  (. /etc/os-release && printf 'id %s\nversion %s\ncodename %s\n' "${ID-}" "${VERSION_ID-}" "${VERSION_CODENAME-}") 2>/dev/null
  [ ! -d /run/systemd/system ] || echo 'systemd yes'
  ! in_container || echo 'container yes'
  _words=${SSH_CONNECTION-}
  [ -z "$_words" ] || echo "sshport ${_words##* }"
  command -v ss >/dev/null || return 0
  ss -Hlntup 2>/dev/null </dev/null | awk '{
    port = $5; sub(/.*:/, "", port)
    address = $5; sub(/:[^:]*$/, "", address); sub(/%.*/, "", address)
    if (address ~ /^(127\.|\[::1\]|\[::ffff:127\.)/) next
    program = $7; sub(/^users:\(\("/, "", program); sub(/".*/, "", program)
    print "listen", $1, port, program
  }' | sort -u | head -n 200
}
