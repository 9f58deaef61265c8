#!/bin/sh
# Usage: swap in|back|former|loaded|drop-new|drop-kept CONTAINER USER LIVE NEW KEPT MARK
# Both renames are one transaction: a crash leaves the former or the restored database under the name, never none.
# MARK is a file that shows that there was no live one. `former` prints `former`.
set -eu
. ./server.sh
. ../../../host/synced.sh
verb=$1 container=$2 user=$3 live=$4 new=$5 kept=$6 mark=$7
base=postgres
[ "$live" != postgres ] || base=template1
admin() { sql --dbname $base --set live="$live" --set new="$new" --set kept="$kept"; }
wait_until_ready
names=$(echo 'SELECT datname FROM pg_database' | admin)
there() { echo "$names" | grep -Fqx -- "$1"; }
# New connections are refused, and open ones are ended.
close() {
  sql --dbname $base --set name="$1" <<'SQL' >/dev/null
SET lock_timeout = '10s';
ALTER DATABASE :"name" WITH ALLOW_CONNECTIONS false;
SELECT set_config('roost.name', :'name', false);
DO $$
BEGIN
  FOR i IN 1..400 LOOP
    PERFORM pg_stat_clear_snapshot();
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_setting('roost.name') AND pid <> pg_backend_pid();
    EXIT WHEN NOT FOUND;
    PERFORM pg_sleep(0.05);
  END LOOP;
END $$;
SQL
}
open() { echo 'ALTER DATABASE :"name" WITH ALLOW_CONNECTIONS true;' | sql --dbname $base --set name="$1"; }
drop() {
  ! there "$1" || sql --dbname $base --set name="$1" <<'SQL' >/dev/null
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :'name';
DROP DATABASE IF EXISTS :"name";
SQL
}
case $verb in
  in)
    if there "$kept"; then exit 0; fi
    if [ -e "$mark" ] && ! there "$new" && there "$live"; then exit 0; fi
    there "$new" || { echo "database $new is gone" >&2; exit 1; }
    if there "$live"; then
      close "$live"
      admin <<'SQL' || { open "$live"; exit 1; }
BEGIN;
ALTER DATABASE :"live" RENAME TO :"kept";
ALTER DATABASE :"new" RENAME TO :"live";
COMMIT;
SQL
    else
      mkdir -p "${mark%/*}"
      : >"$mark"
      synced "${mark%/*}"
      echo 'ALTER DATABASE :"new" RENAME TO :"live";' | admin
    fi
    ;;
  back)
    if there "$kept"; then
      ! there "$live" || close "$live"
      {
        echo 'BEGIN;'
        ! there "$live" || echo 'ALTER DATABASE :"live" RENAME TO :"new"; ALTER DATABASE :"new" WITH ALLOW_CONNECTIONS true;'
        echo 'ALTER DATABASE :"kept" RENAME TO :"live"; ALTER DATABASE :"live" WITH ALLOW_CONNECTIONS true; COMMIT;'
      } | admin
    elif [ -e "$mark" ]; then
      if there "$live" && ! there "$new"; then
        close "$live"
        echo 'ALTER DATABASE :"live" RENAME TO :"new"; ALTER DATABASE :"new" WITH ALLOW_CONNECTIONS true;' | admin
      fi
      rm -f "$mark"
    elif there "$live"; then
      # A swap that was cut off before its renames.
      open "$live"
    fi
    ;;
  loaded) ! there "$new" || echo loaded ;;
  former) there "$kept" || [ -e "$mark" ] || echo former ;;
  drop-new) drop "$new" ;;
  drop-kept) drop "$kept"; rm -f "$mark" ;;
esac
