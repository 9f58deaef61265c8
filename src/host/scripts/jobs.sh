#!/bin/sh
# Usage: jobs.sh VERB FOLDER ID [ARG...]
# Detached jobs.
# FOLDER is absolute and chosen once by the client; nothing here falls back to
# another place. A job is FOLDER/ID, published by rename; who makes its `claim`
# runs it, and no other process ever does. What is said goes to stderr as "R1 …";
# stdout is the job's output, raw.
set -u
[ "$1" != start ] || MASK=$(umask)
umask 077
LIB=$0 CMD=$1 D=$2 id=$3; shift 3
J=$D/$id
say() { printf 'R1 %s\n' "$*" >&2; }
# start time of a live pid in $st (empty: dead or zombie); also $pst $ppid $pgrp $sid
stat_of() {
  st= _s=
  { read -r _s < "/proc/$1/stat"; } 2>/dev/null || return 1
  _s=${_s##*) }
  # shellcheck disable=SC2086 # The fields, a word each.
  set -- $_s
  [ $# -ge 20 ] || return 1
  # shellcheck disable=SC2034 # By name, for whom reads this.
  pst=$1 ppid=$2 pgrp=$3 sid=$4
  case $1 in Z|X|x) return 1;; esac
  shift 19; st=$1
}
uptime() { read -r now _ </proc/uptime; _s=${now#*.}; now=${now%.*}${_s%?}; } # in 100 ms
boot_id() { boot=-; { read -r boot < /proc/sys/kernel/random/boot_id; } 2>/dev/null || boot=-; }
# claim text run:PID:START:BOOT -> alive?
alive() {
  _c=${1#run:}; cpid=${_c%%:*}; _c=${_c#*:}; cst=${_c%%:*}; cboot=${_c#*:}
  boot_id
  [ "$boot" = "$cboot" ] && stat_of "$cpid" && [ "$st" = "$cst" ]
}
# What the job is in: sets S (state) and C (claim).
state() {
  C= S=
  [ -d "$D" ] && [ -x "$D" ] && [ -r "$D" ] || { S="fail dir"; return; }
  [ -d "$J" ] || { S=absent; return; }
  C=$(readlink "$J/claim" 2>/dev/null) || { S=staged; return; }
  r=$(readlink "$J/rc" 2>/dev/null) && { S="done ${r#exit:}"; return; }
  case $C in
  run:*) if alive "$C"; then S=running; return; fi
    r=$(readlink "$J/rc" 2>/dev/null) && { S="done ${r#exit:}"; return; }
    boot_id; if [ "$boot" = "$cboot" ]; then S="lost gone"; else S="lost reboot"; fi;;
  *) S="cancelled before-start";;
  esac
}
# The same, but a job whose runner was killed is not over while it has processes.
full_state() {
  state
  [ "$S" = "lost gone" ] || return 0
  members
  [ -z "$M" ] || S=orphaned
}
follow() { # offset, budget in 10 ms
  _off=$1 _left=$2 _hb=0 _k=1 _lock=
  if [ -e "$J/out" ]; then
    exec 3<"$J/out"
    [ "$_off" -eq 0 ] || dd bs=1 skip="$_off" count=0 <&3 >/dev/null 2>&1
    C=
    while :; do
      _end=
      if [ -h "$J/rc" ]; then _end=1
      elif [ -n "$C" ] || C=$(readlink "$J/claim" 2>/dev/null); then
        case $C in run:*) alive "$C" || _end=1;; *) _end=1;; esac
      fi
      cat <&3 || exit 1
      [ -z "$_end" ] || break
      [ "$_left" -gt 0 ] || break
      await
      _left=$((_left-_w)); _hb=$((_hb+_w))
      [ "$_hb" -lt 500 ] || { _hb=0; say hb; }
    done
  fi
  full_state
  say "$S"
}
# Until the job has ended, at most _w times 10 ms. Each check costs two processes: by the lock that the runner has on
# its log one a second is enough. Where no process has it, a check is late by a quarter of what the job has taken, at most 0.25 s.
await() {
  if [ "$_lock" != none ]; then
    _w=100
    flock -E 75 -s -w 1 3 2>/dev/null
    case $?$_lock in 75*) _lock=held; return;; 0held) _lock=none; return;; esac
    _lock=none
  fi
  _w=$_k
  case $_k in ?) sleep "0.0$_k";; *) sleep "0.$_k";; esac
  _k=$((_k+_k/6+1)); [ "$_k" -le 25 ] || _k=25
}
members() { # M: live processes of the job, without its runner and its log writer
  M= _w= _t=
  { read -r _w <"$J/w"; } 2>/dev/null
  _r=; case $C in run:*) alive "$C" && _r=$cpid;; esac
  # marker in the environment: only this job has the folder
  # shellcheck disable=SC2013 # Names of files in /proc have no spaces.
  for _p in $(grep -lzxF "ROOST_JOB_DIR=$J" /proc/[0-9]*/environ 2>/dev/null); do
    _p=${_p#/proc/}; _t="$_t ${_p%/environ}"
  done
  _all=
  for _p in /proc/[0-9]*; do
    _p=${_p#/proc/}
    stat_of "$_p" || continue
    _all="$_all $_p:$ppid:$sid"
    [ -z "$_r" ] || [ "$sid" != "$_r" ] || _t="$_t $_p"
  done
  # children, and theirs
  _more=1
  while [ -n "$_more" ]; do
    _more=
    for _e in $_all; do
      _p=${_e%%:*} _e=${_e#*:}; _e=${_e%%:*}
      case " $_t " in *" $_p "*) continue;; esac
      case " $_t $_r " in *" $_e "*) _t="$_t $_p" _more=1;; esac
    done
  done
  for _p in $_t; do
    [ "$_p" != "$_r" ] && [ "$_p" != "$_w" ] && [ "$_p" != $$ ] || continue
    case " $M " in *" $_p "*) continue;; esac
    stat_of "$_p" && { [ "$ppid" != "$_w" ] || [ -z "$_w" ]; } && M="$M $_p"
  done
}
# Publishes the folder T as the job's, unless somebody was faster.
publish() {
  mv "$T" "$J" 2>/dev/null
  # shellcheck disable=SC2115 # J is never empty: it is FOLDER/ID.
  [ ! -d "$J/${T##*/}" ] || rm -rf "$J/${T##*/}"
  [ ! -d "$T" ] || rm -rf "$T"
}
stage() { # nonce njob nin cap ; stdin: job bytes then input bytes
  T=$D/.new-$id-$1
  mkdir -p "$D" && mkdir "$T" && cat >"$T/b" || { rm -rf "$T"; say fail stage; exit 0; }
  # shellcheck disable=SC2046 # Some print spaces before it.
  set -- "$@" $(wc -c <"$T/b")
  # A cut connection ends the input as a whole one does: half a script must not run.
  [ "$5" -eq $(($2+$3)) ] || { rm -rf "$T"; say "fail short $5"; exit 0; }
  { head -c "$2" "$T/b" >"$T/job" && tail -c +$(($2+1)) "$T/b" >"$T/in" && rm "$T/b" &&
    : >"$T/out" && mkfifo "$T/p" && echo "$4" >"$T/cap"; } || { rm -rf "$T"; say fail stage; exit 0; }
  publish
}
collect() {
  find "$D" -maxdepth 1 -name '.new-*' -mtime +0 -exec rm -rf {} + 2>/dev/null
  # The claim and the result stay: an id is never used for a second run.
  find "$D" -mindepth 2 -maxdepth 2 -name 'out*' -mtime +30 -exec rm -f {} + 2>/dev/null
}
case $CMD in
start) # nonce njob nin cap ; stdin: job bytes then input bytes
  [ -d "$J" ] || stage "$@"
  [ -d "$J" ] || { say fail publish; exit 0; }
  if [ ! -h "$J/claim" ]; then
    setsid sh "$LIB" run "$D" "$id" "$MASK" </dev/null >/dev/null 2>&1 3>&- &
  fi
  # Answered only when a process has it: a lost answer and a lost start must differ.
  i=0
  while [ ! -h "$J/claim" ] && [ $i -lt 500 ]; do i=$((i+1)); sleep 0.02; done
  full_state; say "$S";;
run) # mask
  cd "$J" || exit 9
  stat_of $$ || exit 9
  boot_id
  # A follower waits for it. Of this process only: neither job nor log writer has it.
  exec 8<out
  flock -n 8 2>/dev/null
  ln -s "run:$$:$st:$boot" claim 2>/dev/null || exit 0
  # Before anything runs, so that a power cut cannot make it forget that it ran.
  sync . "$D" 2>/dev/null
  trap : TERM INT HUP
  { echo -900 >/proc/$$/oom_score_adj; } 2>/dev/null && oom=1 || oom=
  # shellcheck disable=SC2094 # A variable and its file.
  read -r cap <cap
  # the only process with a file size limit is the one that writes the log
  # shellcheck disable=SC3045 # dash, bash and busybox know it.
  { trap "" TERM INT HUP PIPE XFSZ; (trap - XFSZ; ulimit -c 0; ulimit -f "$cap"; exec cat >>out 2>/dev/null)
    tail -c 65536 >out.tail; : >eof; } <p >/dev/null 2>&1 8<&- &
  echo $! >w
  ROOST_JOB_DIR=$J; export ROOST_JOB_DIR
  (
    exec >p 2>&1 <in 8<&-
    [ -z "$oom" ] || echo 0 >/proc/self/oom_score_adj
    cd "${HOME:-/}" 2>/dev/null || cd /
    umask "$1"
    exec sh "$J/job"
  )
  rc=$?
  i=0
  while [ ! -e eof ] && [ $i -lt 60 ]; do i=$((i+1)); [ $i -le 20 ] && sleep 0.005 || sleep 0.05; done
  # They may hold secrets.
  rm -f job in p cap eof
  i=0
  until ln -s "exit:$rc" rc 2>/dev/null || [ -h rc ]; do
    [ $i -lt 43200 ] || exit 9
    i=$((i+1)); sleep 2
  done
  exec 8<&-
  sync . 2>/dev/null
  collect;;
cancel) # grace in 100 ms
  # An absent one is cancelled too: its start may still be on the way.
  if [ -d "$D" ] && [ ! -d "$J" ]; then
    T=$D/.new-$id-cancel-$$
    mkdir "$T" && ln -s "cancelled:$1" "$T/claim" && publish
  fi
  if [ -d "$J" ] && ln -s "cancelled:$1" "$J/claim" 2>/dev/null; then say cancelled before-start; exit 0; fi
  state; case $S in running|lost\ gone) ;; *) say "$S"; exit 0;; esac
  ln -s x "$J/cancel" 2>/dev/null
  uptime; term=$((now+$1)) end=$((now+$1+50)) sent=
  while :; do
    members; uptime
    if [ -z "$M" ]; then
      # The runner still writes the result.
      state; case $S in running) ;; *) break;; esac
      [ "$now" -lt $((end+50)) ] || break
    elif [ "$now" -lt "$term" ]; then
      for p in $M; do case " $sent " in *" $p "*) ;; *) kill -TERM "$p" 2>/dev/null; sent="$sent $p";; esac; done
    elif [ "$now" -lt "$end" ]; then
      for p in $M; do kill -KILL "$p" 2>/dev/null; done
    else break; fi
    sleep 0.1
  done
  full_state; say "$S";;
list) # the unfinished ones
  [ -d "$D" ] && [ -r "$D" ] && [ -x "$D" ] || { say fail dir; exit 0; }
  for J in "$D"/*/; do
    J=${J%/} id=${J##*/}
    J=$D/$id
    [ -d "$J" ] && [ ! -h "$J/rc" ] || continue
    full_state
    case $S in staged|running|orphaned) say "$id $S";; esac
  done
  say end;;
tail) # bytes
  { tail -c "$1" "$J/out"; cat "$J/out.tail"; } 2>/dev/null | tail -c "$1";;
status) full_state; say "$S";;
follow) follow "$1" "$2";;
esac
