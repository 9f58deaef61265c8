#!/bin/sh
# Usage: . apt-source.sh
# A repository of packages, with the one key that may sign it.
source_text() { # NAME URI SUITE COMPONENT
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: %s\nSigned-By: /etc/apt/keyrings/%s.asc\n' "$2" "$3" "$4" "$1"
}
ask_aptSource() { # NAME URI SUITE COMPONENT KEY-URL KEY-SHA256
  [ -f "/etc/apt/sources.list.d/$1.sources" ] || { echo missing; return; }
  _key=other _text=other
  [ "$(sum "/etc/apt/keyrings/$1.asc")" = "$6" ] && _key=right
  [ "$(cat "/etc/apt/sources.list.d/$1.sources")" = "$(source_text "$@")" ] && _text=right
  echo "source $_text, key $_key"
}
do_aptSource() {
  mkdir -p /etc/apt/keyrings || return
  if [ ! -f "/etc/apt/keyrings/$1.asc" ] || [ "$(sum "/etc/apt/keyrings/$1.asc")" != "$6" ]; then
    rm -f "/etc/apt/keyrings/.$1.new"
    # apt's own: a bare host has neither curl nor wget. Nothing but the pinned key is taken.
    /usr/lib/apt/apt-helper -q download-file "$5" "/etc/apt/keyrings/.$1.new" "SHA256:$6" || return
    chmod 644 "/etc/apt/keyrings/.$1.new" && mv -f "/etc/apt/keyrings/.$1.new" "/etc/apt/keyrings/$1.asc" || return
  fi
  put "/etc/apt/sources.list.d/$1.sources" 644 root:root "$(source_text "$@")
"
}
