#!/bin/sh
# Usage: . swap.sh
ask_swap() { # PATH BYTES
  [ -f "$1" ] || { echo missing; return; }
  _tab=no _on=no
  grep -q "^$1[[:space:]]" /etc/fstab && _tab=yes
  # In a container it would be the machine's.
  if in_container || grep -q "^$1 " /proc/swaps; then _on=yes; fi
  echo "$(stat -c %s "$1") bytes, at boot $_tab, on $_on"
}
do_swap() {
  if [ ! -f "$1" ] || [ "$(stat -c %s "$1")" != "$2" ]; then
    ! grep -q "^$1 " /proc/swaps || swapoff "$1" || return
    rm -f "$1"
    (umask 077 && { fallocate -l "$2" "$1" 2>/dev/null || head -c "$2" /dev/zero >"$1"; }) || { rm -f "$1"; return 1; }
    mkswap -q "$1" || return
  fi
  grep -q "^$1[[:space:]]" /etc/fstab || printf '%s none swap sw 0 0\n' "$1" >>/etc/fstab || return
  in_container || grep -q "^$1 " /proc/swaps || swapon "$1"
}
