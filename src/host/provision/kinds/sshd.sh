#!/bin/sh
# Usage: . sshd.sh
# As sshd evaluates a login of each user from anywhere, whatever else its files say.
ask_sshd() { # USER...
  _file=missing _wide=
  [ ! -f "$ROOST_SSHD" ] || _file=$(sum "$ROOST_SSHD")
  mkdir -p /run/sshd
  # Without Match all logins are treated alike.
  grep -qisE '^[[:space:]]*match[[:space:]]' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf || set -- everybody
  for _user; do
    for _address in 192.0.2.1 10.0.0.1; do
      [ "$_user $_address" != 'everybody 10.0.0.1' ] || continue
      sshd -T -C "user=$_user,host=x.invalid,addr=$_address,laddr=192.0.2.2,lport=22" |
        grep -qE '^(passwordauthentication|kbdinteractiveauthentication|permitemptypasswords) yes' && _wide="$_wide $_user"
    done
  done
  # Its way back is still there: it was not confirmed, or the host was restarted before that.
  [ ! -e "$ROOST_OWN/sshd.revert" ] || _file="$_file, unconfirmed"
  if [ -n "$_wide" ]; then echo "$_file, passwords for$(printf '%s' "$_wide" | tr ' ' '\n' | sort -u | line)"
  else echo "$_file, no passwords"; fi
}
