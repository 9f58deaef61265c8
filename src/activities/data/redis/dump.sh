#!/bin/sh
# Usage: . dump.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# Needs copying.sh and redis.sh.
# number OFFSET FILE: the number of keys that a dump has of a database: behind OFFSET, by its own encoding. Nothing: another
# thing is there.
number() {
  tail -c "+$(($1 + 1))" -- "$2" | head -c 10 | od -An -v -tu1 | tr -s ' \n' ' ' | awk '
    $1 != 251 { exit }
    $2 < 64 { printf "%.0f", $2; exit }
    $2 < 128 { printf "%.0f", ($2 - 64) * 256 + $3; exit }
    $2 == 128 { printf "%.0f", (($3 * 256 + $4) * 256 + $5) * 256 + $6; exit }
    $2 == 129 { for (i = 3; i <= 10; i++) n = n * 256 + $i; printf "%.0f", n }'
}
# keys_in_dump FILE: reads it to its end as the server would; prints `now KEYS dbN`, and `counted`. What is wrong with it
# is in $said then.
keys_in_dump() {
  said=$(redis_program check <"$1" 2>&1) || return
  whole=$(printf '%s\n' "$said" | sed -n 's/^\[info\] \([0-9]*\) keys read$/\1/p')
  [ -n "$whole" ] || return
  sum=0 lines=
  for found in $(printf '%s\n' "$said" | sed -n 's/^\[offset \([0-9]*\)\] Selecting DB ID \([0-9]*\)$/\1:\2/p'); do
    number=$(number "${found%:*}" "$1")
    sum=$((sum + ${number:-0}))
    lines="${lines}now ${number:-0} db${found#*:}
"
  done
  # Of a format that does not count its databases: all together.
  [ $sum = "$whole" ] || lines="now $whole keys
"
  printf '%scounted\n' "$lines"
}
# dump FILE: makes FILE.new, and FILE.keys as keys_in_dump prints them. By replication, so that no file is read which the
# server writes, and nothing is said of its last own save. Read back: that no part is cut short.
dump() {
  rc=0
  redis_program cli --rdb - </dev/null >"$1.new" 2>"$1.why" || rc=$?
  # Some cannot sync a pipe; whether all has come is seen below.
  ! grep -q "^Fail to fsync '-'" "$1.why" || rc=0
  [ $rc = 0 ] || {
    grep -vE '^(sending|SYNC sent|Transfer)' "$1.why" | tail -n 5 >&2
    ! grep -qE 'NOPERM|unknown command' "$1.why" ||
      echo 'a copy is made as a replica makes it: the user needs +psync +sync +replconf +ping +info, under their own names' >&2
    rm -f "$1.why"
    exit 1
  }
  rm -f "$1.why"
  [ -s "$1.new" ] || empty "$1"
  # Not in a subshell: $said is used behind it.
  keys_in_dump "$1.new" >"$1.keys" || {
    printf '%s\n' "$said" | grep -vE 'AUX FIELD|Selecting DB' | tail -n 5 >&2
    damaged "$1"
  }
  # Behind it a pipe has the mark by which its end was known.
  end=$(printf '%s\n' "$said" | sed -n 's/^\[offset \([0-9]*\)\] .*looks OK.*/\1/p')
  [ -z "$end" ] || [ "$end" = "$(wc -c <"$1.new" | tr -d ' ')" ] || truncate -s "$end" "$1.new"
}
# keys_of KEYS-FILE: how many in all.
keys_of() { awk '$1 == "now" { sum += $2 } END { printf "%.0f", sum }' "$1"; }
