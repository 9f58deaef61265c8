#!/bin/sh
# Usage: . guarded.sh
# Changes that may lock everybody out. `try_KIND` changes what runs and has the host itself take it back after
# SECONDS, unless `keep_KIND` comes over a new connection before that. NAME: the kind.

unit_of() { printf 'roost-%s-unconfirmed' "$1"; }

# armed NAME: exit code 0 while a change is neither confirmed nor taken back
armed() {
  systemctl is-active --quiet "$(unit_of "$1").timer" || systemctl is-active --quiet "$(unit_of "$1").service"
}
# Prints whether one of another attempt waits: its end is to be waited for.
state_of() { if armed "$1"; then echo 'armed yes'; else echo 'armed no'; fi; }

arm() { # NAME SECONDS FILE
  rm -f "$ROOST_RUN/$1.reverted"
  systemd-run --quiet --collect --unit="$(unit_of "$1")" --on-active="$2" --timer-property=AccuracySec=100ms \
    /bin/sh "$3"
}
# confirmed NAME: stops the timer; fails if the host was faster
confirmed() {
  systemctl stop "$(unit_of "$1").timer" 2>/dev/null
  while armed "$1"; do sleep 0.2; done
  [ ! -e "$ROOST_RUN/$1.reverted" ] || { echo 'roost-reverted' >&2; return 93; }
}
refused() { return 92; }

try_firewall() { # SECONDS TEXT
  mkdir -p "$ROOST_RUN" && chmod 700 "$ROOST_RUN" || return
  ! armed firewall || return 91
  printf %s "$2" >"$ROOST_RUN/firewall.new"
  nft -c -f "$ROOST_RUN/firewall.new" || { refused; return; }
  {
    printf 'table inet roost\ndelete table inet roost\n'
    nft -s list table inet roost 2>/dev/null
  } >"$ROOST_RUN/firewall.before"
  printf ': >%s/firewall.reverted\nexec nft -f %s/firewall.before\n' "$ROOST_RUN" "$ROOST_RUN" >"$ROOST_RUN/firewall.revert"
  arm firewall "$1" "$ROOST_RUN/firewall.revert" || return
  nft -f "$ROOST_RUN/firewall.new"
}
# What boot reads is written last: a restart before that has the former rules.
keep_firewall() { # TEXT
  confirmed firewall || return
  mkdir -p "$ROOST_OWN" /etc/roost || return
  nft -s list table inet roost >"$ROOST_OWN/.applied" && mv -f "$ROOST_OWN/.applied" "$ROOST_OWN/firewall.applied" || return
  put "$ROOST_FIREWALL" 644 root:root "$1"
}

reload_sshd() { ! systemctl is-active --quiet ssh.service || systemctl reload ssh.service; }

try_sshd() { # SECONDS TEXT
  mkdir -p "$ROOST_RUN" "$ROOST_OWN" "$(dirname "$ROOST_SSHD")" /run/sshd || return
  ! armed sshd || return 91
  # A restart came between: what is left of that is taken back first.
  [ ! -e "$ROOST_OWN/sshd.revert" ] || sh "$ROOST_OWN/sshd.revert"
  grep -qiE '^[[:space:]]*include[[:space:]].*sshd_config\.d' /etc/ssh/sshd_config || {
    echo '/etc/ssh/sshd_config includes no sshd_config.d' >&2
    refused
    return
  }
  # The same order as with the file in its place, which is never there unchecked.
  { printf %s "$2"; cat /etc/ssh/sshd_config; } >"$ROOST_RUN/sshd.new" || return
  sshd -t -f "$ROOST_RUN/sshd.new" || { refused; return; }
  rm -f "$ROOST_OWN/sshd.before"
  [ ! -f "$ROOST_SSHD" ] || cp -p "$ROOST_SSHD" "$ROOST_OWN/sshd.before" || return
  # On the disk: a file in /etc outlives a restart, so its way back has to.
  put "$ROOST_OWN/sshd.revert" 600 root:root "mkdir -p $ROOST_RUN
: >$ROOST_RUN/sshd.reverted
if [ -e $ROOST_OWN/sshd.before ]; then mv -f $ROOST_OWN/sshd.before $ROOST_SSHD; else rm -f $ROOST_SSHD; fi
rm -f $ROOST_OWN/sshd.revert
sync
! systemctl is-active --quiet ssh.service || systemctl reload ssh.service
" || return
  sync
  arm sshd "$1" "$ROOST_OWN/sshd.revert" || return
  put "$ROOST_SSHD" 644 root:root "$2" && reload_sshd
}
keep_sshd() {
  confirmed sshd || return
  rm -f "$ROOST_OWN/sshd.revert" "$ROOST_OWN/sshd.before"
  sync
}
