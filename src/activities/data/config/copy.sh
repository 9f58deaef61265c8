#!/bin/sh
# Usage: copy APP-FOLDER COPY SOURCE PROXY-FOLDER FILE...
# FILEs are relative to APP-FOLDER. Those that are not there do not matter; none at all is a failure.
# PROXY-FOLDER: the proxy's configuration, or empty.
. ../copying.sh
app=$1 copy=$2 source=$3 proxy=$4
shift 4
mkdir -p "$copy"
cd "$app"
n=0
for file; do
  [ -f "$file" ] || continue
  case $file in */*) mkdir -p "$copy/${file%/*}" ;; esac
  cp -p -- "$file" "$copy/$file"
  n=$((n + 1))
done
[ $n -gt 0 ] || empty "$copy"
[ ! -f .roost/current ] || cp -- .roost/current "$copy/current"
git -C "$source" rev-parse HEAD >"$copy/COMMIT" 2>/dev/null || rm -f "$copy/COMMIT"
if [ -n "$proxy" ]; then
  [ -d "$proxy" ] || missing "there is no folder $proxy"
  tar -C "$proxy" -cf "$copy/proxy.tar.new" .
  ends_as_tar "$copy/proxy.tar.new" || damaged "$copy/proxy.tar"
  put "$copy/proxy.tar"
fi
echo "$n files"
