#!/bin/sh
# Usage: . package.sh
packages=
# The present ones in one question: each costs as much as all.
ask_package() { # NAME...
  [ -n "$packages" ] || packages=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | line) "
  for _one; do
    case $packages in *" $_one "*) echo installed && return ;; esac
  done
  echo missing
}
# A list of packages may be days old, or of an image; a fresh host still upgrades itself and holds dpkg's lock.
do_package() { # NAME...
  set -- -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-confdef "$@"
  dpkg --configure -a || return
  apt-get -q -o DPkg::Lock::Timeout=600 update || return
  apt-get install "$@"
}
