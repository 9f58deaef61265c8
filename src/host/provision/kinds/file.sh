#!/bin/sh
# Usage: . file.sh
ask_file() { # PATH MODE OWNER CHECK ACTION CONTENT
  [ ! -L "$1" ] || { echo 'a link'; return; }
  [ -f "$1" ] || { echo missing; return; }
  printf '%s %s\n' "$(stat -c '%a %U:%G' "$1")" "$(sum "$1")"
}
do_file() {
  mkdir -p "$(dirname "$1")" || return
  if [ -n "$4" ]; then
    mkdir -p "$ROOST_RUN" || return
    printf %s "$6" >"$ROOST_RUN/check.new" || return
    check_file "$4" "$ROOST_RUN/check.new" || return
  fi
  [ -z "$5" ] || due "$5" || return
  put "$1" "$2" "$3" "$6"
}
check_file() { # CHECK FILE
  case $1 in
    sudoers) visudo -cqf "$2" ;;
    # Without Docker there is nothing to break.
    docker) ! command -v dockerd >/dev/null || dockerd --validate --config-file "$2" ;;
  esac
}
