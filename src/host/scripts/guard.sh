#!/bin/sh
# Usage: guard.sh VERB ROOT NONCE WAIT [ARG...]
# The guard of one app.
# ROOT is <app>/.roost, WAIT the seconds to wait for others. Every verb works under one flock; what it refuses it
# says in one line on stderr that begins with "roost-refused NONCE".
# Every file is written beside its place and renamed, and ends with "end": what
# is cut short is never read as anything.
set -u
VERB=$1 R=$2 N=$3 WAIT=$4; shift 4
[ "$VERB" != change ] || USER_UMASK=$(umask)
umask 077

refuse() { printf 'roost-refused %s %s\n' "$N" "$*" >&2; exit 97; }

# put FILE: stdin becomes FILE, whole or not at all. "end" is added.
put() {
  _t=$R/.new-$1
  if { cat && echo end; } >"$_t" 2>/dev/null && [ "$(tail -n 1 "$_t" 2>/dev/null)" = end ] &&
    sync "$_t" 2>/dev/null && mv -f "$_t" "$R/$1" 2>/dev/null
  then sync "$R" 2>/dev/null; return 0; fi
  rm -f "$_t"
  [ -w "$R" ] && [ -x "$R" ] || refuse HostMisconfigured "cannot write in $R"
  refuse DiskFull "cannot write $R/$1"
}

damaged() { refuse HostMisconfigured "$R/$1 is damaged"; }

# The lock: TOKEN RUNID SINCE, then the owner as one line of JSON.
read_lock() {
  L_TOKEN= L_RUN=
  [ -e "$R/lock" ] || [ -h "$R/lock" ] || return 0
  { read -r L_TOKEN L_RUN _ && read -r _ && read -r _end && [ "$_end" = end ]; } <"$R/lock" || damaged lock
}

take() { # runid owner
  T=0
  [ ! -e "$R/token" ] || { read -r T && read -r _end && [ "$_end" = end ]; } <"$R/token" || damaged token
  [ -z "$L_TOKEN" ] || [ "$L_TOKEN" -le "$T" ] || T=$L_TOKEN
  T=$((T+1))
  # The counter first: a crash in between skips a number, it never gives one twice.
  echo "$T" | put token || exit
  printf '%s %s %s\n%s\n' "$T" "$1" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" | put lock || exit
  echo got; cat "$R/lock"
}

# PLANE SINCE: the only control plane that may take the lock, where one was recovered. Its id is in the owner's JSON;
# within a text of that, quotes are escaped.
commanded() { # owner
  [ -e "$R/plane" ] || return 0
  { read -r _plane _since && read -r _end && [ "$_end" = end ]; } <"$R/plane" || damaged plane
  case $1 in *"\"plane\":\"$_plane\""*) ;; *) refuse CommandedElsewhere "$_plane $_since" ;; esac
}

show() { if [ -n "$L_TOKEN" ]; then echo held; cat "$R/lock"; else echo free; fi; }

# The state is in the file's name: a rename needs no space on a full disk.
read_operation() {
  O=absent
  for _s in closed undoing open; do
    [ ! -e "$R/operations/$1.$_s" ] || { O=$_s; return; }
  done
}
mark_operation() { # operation state
  if [ "$O" = absent ]; then
    { mkdir -p "$R/operations" && : >"$R/operations/$1.$2"; } 2>/dev/null ||
      { [ -w "$R" ] || refuse HostMisconfigured "cannot write in $R"; refuse DiskFull "cannot write $R/operations/$1.$2"; }
  else
    mv -f "$R/operations/$1.$O" "$R/operations/$1.$2" 2>/dev/null || refuse HostMisconfigured "cannot rename $R/operations/$1.$O"
  fi
  sync "$R/operations" 2>/dev/null
  O=$2
}

# RELEASE OPERATION RUNID, and the hold as JSON where there is one.
read_current() {
  C_RELEASE=0 C_OP= C_RUN= C_HOLD=
  [ -e "$R/current" ] || return 0
  { read -r C_RELEASE C_OP C_RUN C_HOLD && read -r _end && [ "$_end" = end ]; } <"$R/current" || damaged current
}

mine() { # token runid
  read_lock
  [ "$L_TOKEN" = "$1" ] && [ "$L_RUN" = "$2" ] && return
  refuse LockLost "${L_RUN:-nobody} ${L_TOKEN:-0}"
}
entitled() { # operation expect direction
  read_operation "$1"; read_current
  # One that ended with its commit is what the app has moved on by: stale, as any that was overtaken.
  _ended=; [ "$O" != closed ] || _ended=ended
  [ "$C_RELEASE" = "$2" ] && [ "$_ended $C_OP" != "ended $1" ] || refuse StalePlan "$C_RELEASE $_ended"
  case $3:$O in
    forward:absent|forward:open|undo:open|undo:undoing|begin-undo:absent|begin-undo:open|begin-undo:undoing) ;;
    *) refuse OperationClosed "$O";;
  esac
}

[ -d "$R" ] && [ -x "$R" ] && [ -r "$R" ] || refuse HostMisconfigured "cannot read $R"
command -v flock >/dev/null 2>&1 || refuse HostMisconfigured "flock(1) is missing (package util-linux)"
if ! { : >>"$R/guard"; } 2>/dev/null; then
  [ -w "$R" ] && refuse DiskFull "cannot write $R/guard"
  refuse HostMisconfigured "cannot write in $R"
fi
exec 9>>"$R/guard"
if ! flock -n 9; then
  flock -w "$WAIT" 9 || refuse HostBusy "$R/guard"
  # Who has gone while this waited tries again by itself: nothing may run for it now.
  read -r _stat </proc/$$/stat; _stat=${_stat##*) }; set -- "$_stat" "$@"
  _parent=${1#* }; _parent=${_parent%% *}; shift
  [ "$_parent" = "$PPID" ] || refuse ConnectionLost "the caller has gone"
fi

case $VERB in
show) read_lock; show;;
acquire) # runid owner
  commanded "$2"
  read_lock
  if [ -z "$L_TOKEN" ]; then take "$1" "$2"
  elif [ "$L_RUN" = "$1" ]; then echo got; cat "$R/lock"
  else show; fi;;
takeover) # runid owner token
  commanded "$2"
  read_lock
  if [ -n "$L_TOKEN" ] && [ "$L_RUN" = "$1" ]; then echo got; cat "$R/lock"
  elif [ "$L_TOKEN" = "$3" ]; then take "$1" "$2"
  else show; fi;;
release) # runid token operation
  read_lock
  [ "$L_TOKEN" = "$2" ] && [ "$L_RUN" = "$1" ] || { echo not-mine; exit 0; }
  # The operation first: after a crash in between the lock is still there to be released.
  if [ -n "$3" ]; then read_operation "$3"; [ "$O" = closed ] || mark_operation "$3" closed; rm -rf "$R/operations/$3.begun"; fi
  rm -f "$R/lock" && sync "$R" 2>/dev/null
  echo released;;
break)
  if [ -e "$R/lock" ] && [ "$(tail -n 1 "$R/lock")" = end ]; then echo held; cat "$R/lock"; else echo free; fi
  rm -f "$R/lock" && sync "$R" 2>/dev/null;;
claim) # plane
  _plane=; [ ! -e "$R/plane" ] || read -r _plane _ <"$R/plane"
  [ "$_plane" = "$1" ] || printf '%s %s\n' "$1" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" | put plane || exit;;
current) read_current; printf '%s %s %s\n%s\n' "$C_RELEASE" "$C_OP" "$C_RUN" "$C_HOLD";;
resume) # the hold that was, or an empty line
  read_current
  if [ -n "$C_HOLD" ]; then printf '%s %s %s\n' "$C_RELEASE" "$C_OP" "$C_RUN" | put current || exit; fi
  printf '%s\n' "$C_HOLD";;
undo) # token runid operation expect
  mine "$1" "$2"
  entitled "$3" "$4" begin-undo
  [ "$O" = undoing ] || mark_operation "$3" undoing;;
commit) # token runid operation expect direction release hold
  mine "$1" "$2"
  read_operation "$3"; read_current
  # Its own commit, made by an earlier attempt or by the run that was reset.
  [ "$C_RELEASE $C_OP" != "$6 $3" ] || [ "$O" = closed ] || exit 0
  entitled "$3" "$4" "$5"
  [ "$O" != absent ] || mark_operation "$3" open
  # One file, so that a hold begins and ends with the release that it belongs to.
  printf '%s %s %s%s\n' "$6" "$3" "$2" "${7:+ $7}" | put current || exit;;
change) # token runid operation expect direction -- argv
  mine "$1" "$2"; entitled "$3" "$4" "$5"
  [ "$O" != absent ] || mark_operation "$3" open
  shift 6
  # Outlives its caller as long as the command does, and so does the flock; what
  # the command leaves in the background does not inherit it.
  trap : HUP INT TERM PIPE
  umask "$USER_UMASK"
  "$@" 9>&-
  exit $?;;
*) refuse Internal "no verb $VERB";;
esac
