#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept|lay CONTAINER APP OPERATION NEW KEPT [BASE LIVE]...
# As with folders, but a file that the snapshot has not stays as it is. What was loaded is in the folder NEW by its
# number, what it takes the place of comes to KEPT. BASE: from there LIVE is reached without a link, or empty. `lay` keeps nothing.
. ../renaming.sh
. ../../../host/scripts/rooted.sh
verb=$1 container=$2 app=$3 operation=$4 all_new=$5 all_kept=$6
shift 6
whole() { case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$(pwd -P)/${1#./}" ;; esac; }
# In a folder of another user only by root, whose container then has nothing but the app's folder.
rename() {
  exactly "$1" "$2" 2>/dev/null && return 0
  [ -z "$base" ] || contained "$container" "$app" "$operation" "rw=$base" -- \
    mv -- "$(whole "$1")" "$(whole "$2")" >/dev/null 2>&1 || exactly "$1" "$2"
}
one() {
  case $verb in
    in)
      if there "$new" || has_former; then
        enter "$base"
        swap_in
      fi
      ;;
    back)
      if has_former; then
        enter "$base"
        swap_back
      fi
      ;;
    lay)
      if there "$new"; then
        enter "$base"
        [ -n "$base" ] || mkdir -p "${live%/*}"
        rm -rf -- "$live"
        cp -pP -- "$new" "$live"
      fi
      ;;
    former) if has_former; then echo no; fi ;;
    loaded) if there "$new"; then echo yes; fi ;;
    drop-new) rm -f -- "$new" ;;
    drop-kept) rm -rf -- "$kept" "$kept.absent" ;;
  esac
}
i=0 said=
while [ $# -gt 0 ]; do
  base=$1 live=$2
  shift 2
  i=$((i + 1))
  new=$all_new/$i kept=$all_kept/$i
  # Each from where this began; a failure of one ends all.
  said=$said$(one)
done
case $verb in
  former) [ -n "$said" ] || echo former ;;
  loaded) [ -z "$said" ] || echo loaded ;;
esac
