#!/bin/sh
# Usage: . serving.sh
# shellcheck disable=SC2154,SC2030,SC2031,SC2034 # The program that sources it has them.
# Needs redis.sh, $app, $operation and $server, a name for a container: a second server of the same image that has a dump
# and nothing else. The live server takes its data by replication: whole or not at all, into its append-only file too,
# which a dump that is laid into its folder never reaches.
# What another operation does meanwhile has another one.
own_port=$((20000 + $(printf %d "0x$(printf %.4s "$operation")") % 10000))
# By which it is known: at its port another one may answer yet, that an attempt before has left.
dump_name=roost-$operation-$$.rdb
link_auth='' link_user='' follows=''
leave() {
  [ -z "$follows" ] || redis REPLICAOF NO ONE >/dev/null 2>&1 || :
  docker rm -f "$server" >/dev/null 2>&1 || :
}
# setting NAME: of the live server; empty where the server does not report it.
setting() { redis CONFIG GET "$1" 2>/dev/null | sed -n "/^$1\$/{n;p;q;}"; }
refuse() {
  echo "$*" >&2
  exit 1
}
# Before anything stops: what would keep the live server from taking the data.
look_at_live() {
  about=$(redis_info)
  of() { printf '%s\n' "$about" | sed -n "s/^$1://p" | head -n 1; }
  [ "$(of cluster_enabled)" != 1 ] || refuse 'the server is in cluster mode: its data are not replaced by this'
  if [ "$(of role)" = slave ] && [ "$(of master_host):$(of master_port)" != "127.0.0.1:$own_port" ]; then
    refuse "the server is a replica of $(of master_host):$(of master_port): name the service of that one"
  fi
  [ "$(setting tls-replication)" != yes ] || refuse 'the server replicates by TLS alone (tls-replication): its data are not replaced by this'
  if [ "$(of role)" = master ]; then
    said=$(redis REPLICAOF NO ONE 2>&1) || :
    [ "$said" = OK ] || refuse "the server does not take REPLICAOF, by which it gets its data: $said"
  fi
  # It would end itself over a database that it has not.
  has=$(setting databases)
  highest=$(sed -n 's/^now [0-9]* db//p' "$1" | sort -n | tail -n 1)
  [ "${highest:-0}" -lt "${has:-16}" ] || refuse "the dump has a database $highest, the server has $has (databases)"
}
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }
configuration() {
  printf '%s\n' "port $own_port" 'bind 127.0.0.1' 'save ""' 'appendonly no' 'databases 10000' 'repl-diskless-sync yes' \
    'repl-diskless-sync-delay 0' "dbfilename $dump_name"
  # Of a replica no key goes because its time is over: as many are there as in the dump.
  [ "$1" = live ] || echo "replicaof 127.0.0.1 1"
  if [ -n "$link_user" ]; then
    printf 'user "%s" on ">%s" ~* +@all\n' "$(quoted "$link_user")" "$(quoted "$link_auth")"
  elif [ -n "$link_auth" ]; then
    printf 'requirepass "%s"\n' "$(quoted "$link_auth")"
  fi
  redis MODULE LIST 2>/dev/null | awk '$0 == "path" { getline; if ($0 ~ /^\//) print "loadmodule " $0 }'
}
# of_server COMMAND...: asks the second server.
of_server() (
  container=$server user='' password=none port=$own_port ca='' cert='' key=''
  if [ -n "$link_auth" ] && [ -z "$link_user" ]; then password=given ROOST_AUTH=$link_auth; fi
  redis "$@"
)
# serve FILE live|alone: starts it and waits until it has read FILE. `live`: where the live server reaches it.
serve() {
  network=none
  if [ "$2" = live ]; then
    network=container:$container
    link_auth=$(setting masterauth) link_user=$(setting masteruser)
  fi
  ROOST_CONF=$(configuration "$2")
  export ROOST_CONF
  image=$(docker inspect -f '{{.Image}}' "$container")
  # An image may have servers of several kinds, which do not read one another's dumps.
  program=$(redis INFO server 2>/dev/null | tr -d '\r' | sed -n 's|^executable:.*/||p')
  docker rm -f "$server" >/dev/null 2>&1 || :
  trap leave EXIT
  trap 'exit 143' TERM INT HUP
  # shellcheck disable=SC2016 # Expanded in the container.
  docker run --rm -i --pull never --name "$server" --label "roost.app=$app" --label "roost.operation=$operation" \
    --network "$network" --user 0 --env ROOST_CONF --entrypoint sh "$image" -c '
      umask 077
      cd "$(mktemp -d)" || exit
      cat >"$1"
      printf "%s\n" "$ROOST_CONF" >conf
      unset ROOST_CONF
      for name in "$2" redis-server valkey-server keydb-server; do
        case $name in *-server) ! command -v "$name" >/dev/null || exec "$name" conf ;; esac
      done' sh "$dump_name" "$program" <"$1" >"$1.log" 2>&1 &
  serving=$!
  while :; do
    # A replica without its master answers, too, once it has loaded.
    case $(of_server PING 2>&1):$(of_server CONFIG GET dbfilename 2>&1) in PONG:*"$dump_name"*) break ;; esac
    kill -0 $serving 2>/dev/null || {
      grep -v '^ *$' "$1.log" | tail -n 5 >&2
      rm -f "$1.log"
      refuse 'a second server of the same image did not load the dump'
    }
    sleep 0.2
  done
  rm -f "$1.log"
}
# keys_by_database: `now KEYS dbN` of what `redis_info keyspace` prints.
keys_by_database() { sed -n 's/^db\([0-9]*\):keys=\([0-9]*\),.*/now \2 db\1/p'; }
has_same() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    there=$(of_server INFO keyspace | tr -d '\r' | keys_by_database)
    here=$(redis_info keyspace | keys_by_database)
    [ "$here" != "$there" ] || return 0
    sleep 0.2
  done
  refuse "the server has $here after it has taken $there"
}
# What it has taken is on the disk before this ends.
persist() {
  kept_by=$(redis_info persistence | sed -n 's/^aof_enabled://p')
  if [ "$kept_by" != 1 ]; then redis BGSAVE >/dev/null 2>&1 || :; fi
  tries=0
  while [ $tries -lt 1500 ]; do
    tries=$((tries + 1))
    about=$(redis_info persistence 2>&1)
    case $kept_by:$about in
      *loading:1* | *rdb_bgsave_in_progress:1* | *aof_rewrite_in_progress:1* | *aof_rewrite_scheduled:1*) ;;
      1:*aof_last_bgrewrite_status:err*) refuse 'the server cannot write its append-only file' ;;
      0:*rdb_last_bgsave_status:err*) refuse 'the server cannot save its data on the disk' ;;
      *loading:0*) return 0 ;;
    esac
    sleep 0.2
  done
  refuse "the server has not brought its data to the disk: $about"
}
# replace FILE: gives the live server what FILE has. Done again, it is the same.
replace() {
  serve "$1" live
  follows=yes
  said=$(redis REPLICAOF 127.0.0.1 "$own_port" 2>&1) || :
  case $said in OK*) ;; *) refuse "REPLICAOF: $said" ;; esac
  # The app is stopped meanwhile: 10 s without a byte, or a minute and a second for each MB, are the end of it.
  idle=0 tries=0 limit=$((5 * (60 + $(wc -c <"$1") / 1000000))) had=0
  while :; do
    about=$(redis_info replication 2>&1) || :
    case $about in
      *master_link_status:up*) break ;;
      *role:master*) refuse 'the server was made a master again meanwhile' ;;
    esac
    kill -0 $serving 2>/dev/null || refuse 'the second server has ended'
    read_bytes=$(printf '%s\n' "$about" | sed -n 's/^master_sync_read_bytes:\([0-9]*\).*/\1/p')
    [ "${read_bytes:-0}" = 0 ] || [ "$read_bytes" = "$had" ] || idle=0 had=$read_bytes
    [ $idle -lt 50 ] || case $(redis_info persistence 2>&1) in *loading:1*) idle=0 ;; esac
    idle=$((idle + 1)) tries=$((tries + 1))
    [ $idle -le 50 ] && [ $tries -le $limit ] ||
      refuse 'the server does not take the data from a second one of its kind: its log says why'
    sleep 0.2
  done
  has_same
  redis REPLICAOF NO ONE >/dev/null
  follows=''
  persist
  leave
}
