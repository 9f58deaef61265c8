#!/bin/sh
# Usage: . written.sh
# shellcheck disable=SC2154 # The program that sources it has them.
# What a backup's script has written. $folder is where it writes, $marks has its name and `before`, the list of
# what was there, for as long as it is not known that all it wrote is whole.
# What a file is known by, a bar, its name. Not only by its time: some hosts know that to the second, and a script may take it from elsewhere.
list() { (cd "$folder" && find . -path ./roost -prune -o -type f -exec stat -c '%i %s %y|%n' {} + | sort); }
names() { sed 's/^[^|]*|//' "$@"; }
# Of stdin, the lines that are not in $1: busybox may have no comm.
without() { awk 'FILENAME == ARGV[1] { was[$0]; next } !($0 in was)' "$1" -; }
note_folder() {
  printf '%s\n' "$folder" >"$marks/folder"
  # A list that a power cut has cut short would have all else removed.
  { list; echo end; } >"$marks/before"
}
# Removes what was not there before, by what it is and by its name: it is half of something. What was only renamed or
# written anew is not; and where anything has gone away meanwhile, or has a name of two lines, this is unknown.
drop_written() {
  [ "$(tail -n 1 "$marks/before" 2>/dev/null)" = end ] && [ -d "$folder" ] || return 0
  list | awk '
    { at = index($0, "|"); key = substr($0, 1, at - 1); name = substr($0, at + 1) }
    FILENAME == ARGV[1] { if (at > 0) { keys[key]; names[name] = key } else if ($0 != "end") unsure = 1; next }
    at == 0 || substr(name, 1, 2) != "./" { unsure = 1; next }
    { is[key]; there[name] }
    !(key in keys) && !(name in names) { new[++n] = name }
    END {
      for (name in names) if (!(name in there) && !(names[name] in is)) unsure = 1
      for (i = 1; i <= n && !unsure; i++) print new[i]
    }' "$marks/before" - | tr '\n' '\0' | (cd "$folder" && xargs -0 -r rm -f --)
}
