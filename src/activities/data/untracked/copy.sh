#!/bin/sh
# Usage: copy APP-FOLDER COPY WHO FILE...
# FILEs are relative to APP-FOLDER, or absolute. Each goes to COPY/app or COPY/host, closed to others. No link is followed:
# what has become one, or is reached by one, is left out. WHO `rest`: only what is not there yet, for whom APP-FOLDER is
# closed otherwise; then all belongs to who has COPY. Prints the files that could not be read, then how many there are.
. ../copying.sh
app=$1 copy=$2 who=$3
shift 3
mkdir -p "$copy/app" "$copy/host"
base=$(cd -P -- "$app" && pwd -P)
n=0
for file; do
  case $file in
    /*) from=$file to=$copy/host$file ;;
    *) from=$base/$file to=$copy/app/$file ;;
  esac
  folder=$(cd -P -- "${from%/*}/" 2>/dev/null && pwd -P) || folder=
  case $file in
    /*) ;;
    # A folder of the app that has become a link elsewhere is not followed.
    *) [ "$folder" = "${from%/*}" ] || folder= ;;
  esac
  if [ "$who" = rest ] && [ -f "$to" ]; then
    n=$((n + 1))
    continue
  fi
  mkdir -p "${to%/*}"
  rm -rf "$to" "$to.new"
  if [ -n "$folder" ] && [ -f "$from" ] && [ ! -L "$from" ] &&
    (cd -P -- "$folder" && [ "$(pwd -P)" = "$folder" ] && cp -pP -- "./${from##*/}" "$to.new") 2>/dev/null &&
    [ -f "$to.new" ] && [ ! -L "$to.new" ]; then
    chmod 600 "$to.new"
    mv -f "$to.new" "$to"
    n=$((n + 1))
  else
    rm -rf "$to.new"
    printf 'left %s\n' "$file"
  fi
done
[ "$who" != rest ] || chown -R "$(stat -c %u:%g -- "${copy%/*}")" "$copy"
echo "$n files"
