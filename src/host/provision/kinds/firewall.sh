#!/bin/sh
# Usage: . firewall.sh
# roost's own table. `applied` is how nft lists it after an apply: what differs from that was changed by hand.
ask_firewall() {
  command -v nft >/dev/null || { echo 'no nft'; return; }
  _file=missing
  [ ! -f "$ROOST_FIREWALL" ] || _file=$(sum "$ROOST_FIREWALL")
  if ! _rules=$(nft -s list table inet roost 2>/dev/null); then _live='no table'
  elif [ "$_rules" = "$(cat "$ROOST_OWN/firewall.applied")" ]; then _live='rules as applied'
  else _live="rules changed by hand:$(printf '%s\n' "$_rules" | diff "$ROOST_OWN/firewall.applied" - | sed -n 's/^\([<>]\)[[:space:]]*/ \1 /p' | head -n 3 | line)"
  fi
  echo "$_file, $_live"
}
