#!/bin/sh
# Usage: . find.sh
# find_databases FOLDER [sqlite]: database files below it, by first bytes and names. Prints for each `KIND PATH` and a NUL, with
# PATH relative: `./app.db`; with `sqlite` only those, without KIND. KIND: sqlite, lmdb (files), postgres, mysql, mongodb, redis (folders).
# What a restore has beside live data is left out: a backup leaves it out too.
find_databases() {
  (
    cd "$1" || exit 66
    export ROOST_ONLY="${2:-}"
    # 32 bytes of each file make two lines of od. A file that goes away meanwhile would shift them: then one by one.
    find . \( -name '.*.roost-new-??????????' -o -name '.*.roost-kept-??????????' \) -prune -o \
      -type f -size +511c -exec sh -c '
      heads() { head -qc 32 -- "$@" 2>/dev/null | od -An -v -tx1; }
      known() {
        awk -v files=$# "
          { line[NR] = \$0 }
          END {
            if (NR != 2 * files) { print \"bad\"; exit }
            for (i = 1; i <= files; i++) {
              first = line[2 * i - 1]; second = line[2 * i]; gsub(/ /, \"\", first); gsub(/ /, \"\", second)
              if (first == \"53514c69746520666f726d6174203300\") print \"sqlite\", i
              else if (substr(second, 1, 8) == \"dec0efbe\") print \"lmdb\", i
            }
          }"
      }
      tell() {
        found=$(heads "$@" | known "$@")
        if [ "$found" = bad ]; then
          [ $# -gt 1 ] || return 0
          for one; do tell "$one"; done
          return
        fi
        printf "%s\n" "$found" | while read -r kind at; do
          [ -n "$kind" ] || continue
          eval "path=\${$at}"
          if [ -z "$ROOST_ONLY" ]; then printf "%s %s\000" "$kind" "$path"
          elif [ "$kind" = "$ROOST_ONLY" ]; then printf "%s\000" "$path"; fi
        done
      }
      tell "$@"' find {} + 2>/dev/null
    [ -z "$ROOST_ONLY" ] || exit 0
    find . \( -name '.*.roost-new-??????????' -o -name '.*.roost-kept-??????????' \) -prune -o \
      \( -path '*/global/pg_control' -o -name ibdata1 -o -name WiredTiger -o -name appendonlydir -o \
      -name '*.aof' \) -exec sh -c '
      for path; do
        case $path in
          */global/pg_control) kind=postgres folder=${path%/global/pg_control} ;;
          */appendonlydir/*) continue ;;
          *.aof) [ -f "$path" ] || continue; kind=redis folder=${path%/*} ;;
          */appendonlydir) kind=redis folder=${path%/*} ;;
          */ibdata1) kind=mysql folder=${path%/*} ;;
          *) kind=mongodb folder=${path%/*} ;;
        esac
        [ "$folder" != "" ] || folder=.
        printf "%s %s\000" "$kind" "$folder"
      done' name {} + 2>/dev/null
  )
}
