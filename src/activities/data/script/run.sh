#!/bin/sh
# Usage: run COMMAND FOLDER MARKS RAN-FILE RAN WROTE-FILE PROJECT SERVICE
# Runs the app's own backup COMMAND, which writes to FOLDER, and reads back what it has written. MARKS: a folder
# for files of this program. RAN: which containers run before it, for RAN-FILE; may be empty. WROTE-FILE: gets
# the bytes that were written. SERVICE: of a database in the Compose project, or empty.
. ../copying.sh
. ./written.sh
. ./read-back.sh
command=$1 folder=$2 marks=$3 ran=$4 wrote=$6 project=$7 service=$8
mkdir -p "$folder" "$marks"
over() {
  rc=$?
  # What ends this job searches for the processes that it starts.
  trap '' TERM INT HUP
  [ $rc = 0 ] || drop_written || :
  rm -rf -- "$marks"
}
trap over EXIT
trap 'exit 143' TERM INT HUP
# Of an attempt that died with its host.
drop_written
note_folder
if [ -n "$5" ]; then
  echo "$5" >"$ran.new"
  mv -f "$ran.new" "$ran"
  sync "$ran" "${ran%/*}" 2>/dev/null || :
fi
rc=0
# As the manifest names it: a file of the source needs no path.
PATH="$PWD:$PATH" sh -c "$command" </dev/null || rc=$?
[ $rc = 0 ] || {
  echo "the script ended with $rc" >&2
  exit 68
}
list | without "$marks/before" >"$marks/new"
names "$marks/new" >"$marks/written"
[ -s "$marks/written" ] || {
  echo "the script wrote no file to $folder" >&2
  exit 63
}
while IFS= read -r name; do
  written=$folder/${name#./}
  # A line of a name that has several: of no file by itself.
  [ -e "$written" ] || {
    not_read 'a name of several lines'
    continue
  }
  [ -s "$written" ] || empty "$written"
  read_back "$written" </dev/null || damaged "$written"
done <"$marks/written"
# The room that it took: of what was written anew in its place, what it has more; of what was only renamed, none.
awk '
  !index($0, "|") { next }
  { at = index($0, "|"); key = substr($0, 1, at - 1); name = substr($0, at + 1) }
  FILENAME == ARGV[1] { keys[key]; had[name] = $2; next }
  !(key in keys) && $2 > had[name] + 0 { bytes += $2 - had[name] }
  END { printf "%.0f\n", bytes }' "$marks/before" "$marks/new" >"$wrote" || :
echo "$(grep -c '^\./' "$marks/written") files written$unread"
