#!/bin/sh
# Usage: job-logs FOLDER RUN
# What the jobs of a run have printed, each behind a line `== NAME`; at most 8 MB of each. Exit code 66: there is none.
folder=$1 run=$2 any=
for job in "$folder/$run".*; do
  [ -f "$job/out" ] || continue
  any=yes
  echo "== ${job##*/"$run".}"
  head -c 8000000 "$job/out"
  echo
done
[ -n "$any" ] || exit 66
