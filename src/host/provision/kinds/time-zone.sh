#!/bin/sh
# Usage: . time-zone.sh
ask_timeZone() { # ZONE
  _zone=$(readlink /etc/localtime)
  case $_zone in */zoneinfo/*) echo "${_zone##*/zoneinfo/}" ;; *) echo Etc/UTC ;; esac
}
# Not by timedatectl: the first time after boot that also moves the clock, in a container the machine's.
do_timeZone() {
  [ -f "/usr/share/zoneinfo/$1" ] || { echo "this host knows no time zone $1"; return 1; }
  ln -sfn "/usr/share/zoneinfo/$1" /etc/.roost-localtime && mv -f /etc/.roost-localtime /etc/localtime || return
  [ ! -e /etc/timezone ] || put /etc/timezone 644 root:root "$1
"
}
