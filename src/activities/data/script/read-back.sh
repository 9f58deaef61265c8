#!/bin/sh
# Usage: . read-back.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# `read_back FILE` reads a file by what its first bytes say it is, a packed one by what is in it.
# Needs copying.sh, and $marks, a folder for its own files, $project and $service, the Compose project and
# the database's service or nothing. What nothing at hand can read is no failure: `$unread` says it.
unread= by=
hex() { od -An -v -tx1 | tr -d ' \n'; }
not_read() { case $unread in *"$1"*) ;; *) unread="$unread; not read back: $1" ;; esac; }
content() { if [ -n "$packer" ]; then "$packer" -dc <"$file"; else cat -- "$file"; fi; }
# Past the end of what $@ needs of it: only there an unpacker shows whether all was whole.
through() {
  rm -f "$marks/cut"
  { content || : >"$marks/cut"; } | { "$@" && cat >/dev/null; } || return
  [ ! -e "$marks/cut" ]
}

read_back() {
  file=$1 packer=
  first=$(head -c 16 -- "$file" | hex)
  case $first in
    1f8b*) packer=gzip ;;
    fd377a585a00*) packer=xz ;;
    28b52ffd*) packer=zstd ;;
    425a683[1-9]314159265359* | 425a683[1-9]177245385090*) packer=bzip2 ;;
  esac
  if [ -n "$packer" ]; then
    command -v "$packer" >/dev/null || { not_read "no $packer"; return 0; }
    first=$(content 2>/dev/null | head -c 16 | hex)
  fi
  case $packer:${file##*/} in
    # By a pipe: of a file busybox's tar skips what it has not to list.
    :*.tar) through tar -tf - >/dev/null && ends_as_tar "$file"; return ;;
    [a-z]*.tar.* | [a-z]*.tgz | [a-z]*.tbz | [a-z]*.tbz2 | [a-z]*.txz | [a-z]*.tzst) through tar -tf - >/dev/null; return ;;
  esac
  case $packer:$first in
    *:5047444d50??????????01*) dump ;;
    # The list of a dump that is a folder: pg_restore wants all of it.
    *:5047444d50*) not_read "a dump of several files" ;;
    *:2d2d* | *:2f2a*) sql ;;
    :504b0304*) archive ;;
    :53514c69746520666f726d6174203300*) database ;;
    [a-z]*) through : ;;
  esac
}

# A dump as SQL says at its end that it is whole; newer ones have a line behind that.
sql() {
  begin=$(content 2>/dev/null | head -c 1024 | tr -d '\000')
  if [ -n "$packer" ]; then through tail -c 4096 >"$marks/end" || return; else tail -c 4096 -- "$file" >"$marks/end"; fi
  end=$(tr -d '\000' <"$marks/end")
  case $begin in
    *'-- PostgreSQL database cluster dump'*)
      case $end in
        *'-- PostgreSQL database cluster dump complete'*) ;;
        # Or a database was dumped behind it.
        *'-- PostgreSQL database dump complete'*) content 2>/dev/null | grep -Fq -- '-- PostgreSQL database cluster dump complete' || not_complete ;;
        *) not_complete ;;
      esac ;;
    *'-- PostgreSQL database dump'*) case $end in *'-- PostgreSQL database '*'dump complete'*) ;; *) not_complete ;; esac ;;
    *'-- MySQL dump'* | *'-- MariaDB dump'*) case $end in *'-- Dump completed'*) ;; *) not_complete ;; esac ;;
  esac
}
not_complete() { echo "$file does not say at its end that the dump is complete" >&2; return 1; }

# A dump in PostgreSQL's custom format: by the first that has a pg_restore for it.
dump() {
  for where in known service project host; do
    case $where in
      known) ids=$by ;;
      service) ids=$([ -z "$service" ] || running --filter "label=com.docker.compose.service=$service") ;;
      project) ids=$(running) ;;
      host) ids=host ;;
    esac
    for id in $ids; do
      rc=0
      restores "$id" || rc=$?
      [ $rc = 2 ] || return $rc
    done
  done
  not_read 'no pg_restore'
}
running() { docker ps -q --filter "label=com.docker.compose.project=$project" "$@" 2>/dev/null || :; }
# 0: it is whole, 1: it is not, 2: this one cannot say.
restores() {
  rc=0
  case $1 in
    host) through pg_restore --file /dev/null ;;
    *) through docker exec -i "$1" pg_restore --file /dev/null ;;
  esac 2>"$marks/why" || rc=$?
  case $rc in
    0) by=$1; return ;;
    126 | 127) return 2 ;;
  esac
  case $(cat "$marks/why") in
    # It is older than the dump, was built without what packed it, is only Debian's door to one; the container has gone.
    *'unsupported version'* | *'not support compression'* | *'must install'* | *'response from daemon'*) return 2 ;;
  esac
  cat "$marks/why" >&2
  return 1
}

archive() {
  command -v unzip >/dev/null || { not_read 'no unzip'; return 0; }
  rc=0
  unzip -tqq "$file" >"$marks/why" 2>&1 || rc=$?
  case $rc in
    0) return ;;
    # A remark of Info-ZIP's; busybox says the same of what is damaged.
    1) ! unzip -v 2>&1 | grep -Fq Info-ZIP || return 0 ;;
    81 | 82) not_read 'a zip with a password'; return ;;
  esac
  cat "$marks/why" >&2
  return 1
}

# As it is: SQLite would take a journal beside it in, and away.
database() {
  for journal in "$file-wal" "$file-journal"; do
    [ ! -s "$journal" ] || { not_read 'a SQLite file with a journal'; return; }
  done
  uri="file:$(printf %s "$file" | sed 's/%/%25/g; s/?/%3f/g; s/#/%23/g')?immutable=1"
  if command -v sqlite3 >/dev/null; then
    sqlite3 "$uri" 'PRAGMA integrity_check;' >"$marks/why" 2>&1 || :
  elif command -v python3 >/dev/null; then
    python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1], uri=True).execute("PRAGMA integrity_check").fetchone()[0])' "$uri" >"$marks/why" 2>&1 || :
  else
    not_read 'no sqlite3 or python3'
    return
  fi
  [ "$(cat "$marks/why")" = ok ] || { tail -n 5 "$marks/why" >&2; return 1; }
}
