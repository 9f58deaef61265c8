#!/bin/sh
# Usage: state VERB FOLDER SENT [WORD [OPERATION]]
# How far the app's own restore script is, by a word in FOLDER/state: none where the data are untouched, `bringing`,
# `restored`, `returning` and `former`. FOLDER/former and FOLDER/restored are what is kept of either, each whole.
# VERB read: that word. set: WORD, on the disk when this ends. begin: WORD, one of the two, is kept anew in
# WORD.new, unless this OPERATION has begun already. whole: WORD is what WORD.new is now. is-kept: whether WORD is there. former: whether what is live was live before. loaded: whether there is
# something to bring. drop-new, drop-kept: removes what is needed no more. SENT: what the backup script wrote.
set -eu
verb=$1 folder=$2 sent=$3 word=${4-}
state=$(cat "$folder/state" 2>/dev/null || :)
untouched() { [ -z "$state" ] || [ "$state" = former ]; }
on_disk() { sync "$@" 2>/dev/null || sync; }
case $verb in
  read) echo "$state" ;;
  set)
    mkdir -p "$folder"
    echo "$word" >"$folder/state.new"
    on_disk "$folder/state.new"
    mv -f "$folder/state.new" "$folder/state"
    on_disk "$folder"
    ;;
  begin)
    # What another has kept may be older than what was served since.
    [ -e "$folder/$word.new/by-$5" ] || rm -rf -- "${folder:?}/$word.new"
    mkdir -p "$folder/$word.new"
    : >"$folder/$word.new/by-$5"
    ;;
  whole)
    rm -rf -- "${folder:?}/$word"
    mv -- "$folder/$word.new" "$folder/$word"
    on_disk "$folder"
    ;;
  is-kept) if [ -d "$folder/$word" ]; then echo yes; else echo no; fi ;;
  former) if untouched; then echo former; else echo "${state}"; fi ;;
  loaded) if untouched && { [ -e "$sent" ] || [ -d "$folder/restored" ]; }; then echo loaded; else echo none; fi ;;
  drop-new) rm -rf -- "$sent" "${folder:?}/restored" "$folder/restored.new" ;;
  drop-kept) rm -rf -- "${folder:?}/former" "$folder/former.new" ;;
  *) exit 2 ;;
esac
