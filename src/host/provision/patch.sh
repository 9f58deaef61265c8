#!/bin/sh
# Usage: . patch.sh
# Upgrades of packages, and restarts. Nothing is ever removed: what would need that is kept back.

# Prints `upgrade NAME FROM TO`, `kept NAME`, `reboot WHY`, `stale yes`, `there FOLDER`.
say_upgrades() { # DRILLS FOLDER...
  apt-get -qq update >/dev/null 2>&1 </dev/null || echo 'stale yes'
  apt-get -s -q -o Debug::NoLocking=true --with-new-pkgs upgrade 2>/dev/null </dev/null | awk '
    /^Inst / {
      from = "-"; to = $3
      if ($3 ~ /^\[/) { from = $3; to = $4 }
      gsub(/[][()]/, "", from); gsub(/[][()]/, "", to)
      print "upgrade", $2, from, to
    }
    /^[^ ]/ { kept = 0 }
    kept { for (i = 1; i <= NF; i++) print "kept", $i }
    /kept back:/ { kept = 1 }'
  why_reboot
  _drills=$1
  shift
  for _folder in "$@" "$_drills"/*; do
    [ ! -d "$_folder/.roost" ] || printf 'there %s\n' "$_folder"
  done
}

why_reboot() {
  for _file in /run/reboot-required /var/run/reboot-required; do
    [ ! -e "$_file" ] || { echo "reboot $_file is there"; return; }
  done
  ! in_container || return 0
  _runs=$(uname -r)
  _new=$(find /boot -maxdepth 1 -name "vmlinuz-*-${_runs##*-}" 2>/dev/null | sed 's|.*/vmlinuz-||' | sort -V | tail -n 1)
  [ -z "$_new" ] || [ "$_new" = "$_runs" ] || echo "reboot the kernel $_new is installed, $_runs runs"
}

do_upgrade() {
  set -- -y -q --with-new-pkgs -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-confdef
  dpkg --configure -a || return
  apt-get "$@" upgrade
}

# By the name of the operation a host restarts once: one mark outlives the restart, the other does not.
rebooted() { [ "$(cat "$ROOST_OWN/reboot" 2>/dev/null)" = "$1" ] && [ ! -e "$ROOST_RUN/reboot-$1" ]; }
say_rebooted() { if rebooted "$1"; then echo rebooted; else echo waits; fi; } # OPERATION
do_reboot() { # OPERATION WHEN
  if rebooted "$1"; then echo rebooted && return; fi
  mkdir -p "$ROOST_OWN" "$ROOST_RUN" || return
  if [ "$2" = needed ] && [ -z "$(why_reboot)" ] && [ ! -e "$ROOST_RUN/reboot-$1" ]; then echo 'not needed' && return; fi
  : >"$ROOST_RUN/reboot-$1" && printf %s "$1" >"$ROOST_OWN/.reboot" && mv -f "$ROOST_OWN/.reboot" "$ROOST_OWN/reboot" || return
  sync
  # Later: the answer to this comes first.
  systemd-run --quiet --collect --on-active=2 --timer-property=AccuracySec=100ms systemctl reboot && echo asked
}
