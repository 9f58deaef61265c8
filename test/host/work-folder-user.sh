#!/bin/sh
# Usage: work-folder-user memory|disk
. ../../src/host/work-folder.sh
work_folder test "$1" || exit
echo secret >"$work/model"
echo "$work"
read -r _
