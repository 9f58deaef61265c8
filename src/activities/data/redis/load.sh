#!/bin/sh
# Usage: load CONTAINER USER PASSWORD PORT CA CERT KEY live|scratch SENT NEW KEYS-FILE SERVER APP OPERATION
# `live`: SENT is to be given to the live server, as NEW. It is proven before: read to its end by the server's own program,
# and loaded by a second server, whose keys are counted.
. ../copying.sh
. ../../../host/databases/redis.sh
. ./dump.sh
container=$1 user=$2 password=$3 port=$4 ca=$5 cert=$6 key=$7
shift 7
into=$1 sent=$2 new=$3 keys=$4 server=$5 app=$6 operation=$7
. ./serving.sh
[ -s "$sent" ] || [ ! -s "$new" ] || sent=$new
[ -s "$sent" ] || missing "$sent did not arrive"
wait_until_ready
keys_in_dump "$sent" >"$keys.dump" || {
  printf '%s\n' "$said" | grep -vE 'AUX FIELD|Selecting DB|^\[info\]' | tail -n 5 >&2
  case $said in
    *'RDB format version'*)
      refuse "the dump is of a newer server than the one that runs, which is $(redis_info server | sed -n 's/^redis_version://p'): run that version, then restore"
      ;;
  esac
  damaged "$sent"
}
[ "$into" != live ] || look_at_live "$keys.dump"
serve "$sent" alone
{
  of_server INFO keyspace | tr -d '\r' | keys_by_database
  echo counted
} >"$keys.new"
leave
if grep -q ' keys$' "$keys.dump"; then
  [ "$(keys_of "$keys.new")" = "$(keys_of "$keys.dump")" ]
else
  [ "$(cat "$keys.new")" = "$(cat "$keys.dump")" ]
fi || {
  echo "loaded were $(tr '\n' ' ' <"$keys.new"), the dump has $(tr '\n' ' ' <"$keys.dump")" >&2
  exit 64
}
mv -f "$keys.dump" "$keys"
rm -f "$keys.new"
if [ "$into" = live ] && [ "$sent" != "$new" ]; then
  mv -f "$sent" "$new"
fi
awk '$1 == "now" { n++; sum += $2 } END { printf "%.0f keys in %d database%s\n", sum, n, n == 1 ? "" : "s" }' "$keys"
