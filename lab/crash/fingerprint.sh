#!/bin/sh
# Everything of a host that a run may change, one line each: "section<TAB>what".  $1 app's folder, $2 the proxy's folder
app=$1 proxy=$2 roost=$1/.roost
each() { sed "s/^/$1	/"; }
{ curl -sS --max-time 5 -H 'Host: phone.sgos.example' http://127.0.0.1:80/ 2>&1; echo; } | each serves
docker ps -aq | xargs -r docker inspect -f '{{.Name}} {{.Config.Image}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}} {{index .Config.Labels "org.opencontainers.image.revision"}} {{index .Config.Labels "roost.step"}}' | each container
# Images that only a snapshot's tag keeps are the matrix's own: they belong to another base.
docker images -q --no-trunc | sort -u | xargs -r docker image inspect -f '{{len .RepoTags}} {{join .RepoTags " "}}|{{if .Config.Labels}}{{index .Config.Labels "org.opencontainers.image.revision"}}{{end}}' | sed 's#crash-matrix/[^ |]* *##g' | grep -v '^[1-9][0-9]* *|' | sed 's#^[0-9]* ##; s# *|# #' | each image
docker volume ls --format '{{.Name}}' | each volume
docker network ls --format '{{.Name}}' | each network
(cd "$proxy" && find flags live -type f | while read -r f; do echo "$f $(cut -d' ' -f1 "$f")"; done) | each flag
if [ -d "$roost" ]; then
  head -n 1 "$roost/current" 2>/dev/null | cut -d' ' -f1 | each current
  for f in "$roost"/releases/*/release.json; do
    [ -e "$f" ] && jq -c '[.release,.commit,.version,.migration,.strategy,.slot,.project,(.committedAt!=null),.by,([.images[]?.ref])]' "$f"
  done | each release
  # shellcheck disable=SC2012 # Ids of operations.
  ls "$roost/operations" 2>/dev/null | each operation
  [ -e "$roost/lock" ] && echo held | each lock
  # One that its host took down has no result, and nobody waits for one.
  for j in "$roost"/jobs/*; do
    [ -d "$j" ] || continue
    claim=$(readlink "$j/claim") || { echo "not begun"; continue; }
    [ ! -h "$j/rc" ] || continue
    pid=$(echo "$claim" | cut -d: -f2)
    [ "$(cut -d' ' -f22 "/proc/$pid/stat" 2>/dev/null)" != "$(echo "$claim" | cut -d: -f3)" ] || echo "unfinished"
  done | each job
  # All but what the jobs have said, and the mirror's insides.
  (cd "$roost" && find . -path ./jobs -prune -o -path './mirror.git/*' -prune -o -path './releases/*/tree/*' -prune -o -path ./operations -prune -o -path ./lib -prune -o -type f -printf '%m %u %P\n') | each file
  (cd "$roost" && find releases -path '*/tree/src/.env' -type f -exec sh -c 'echo "$1 $(stat -c %a "$1") $(sha256sum <"$1" | cut -c1-16)"' sh {} \;) | each env
  git --git-dir "$roost/mirror.git" for-each-ref --format='%(refname) %(objectname)' refs/roost 2>/dev/null | each mirror
fi
if [ -d "$app/src" ]; then
  (cd "$app/src" && echo "src/.env $(stat -c %a .env) $(sha256sum <.env | cut -c1-16)") | each env
  (cd "$app/src" && git rev-parse HEAD; git -C "$app/src" status --porcelain; cat docker-compose.roost.yml 2>/dev/null) | each source
  # What a backup has copied holds the time of its making.
  (cd "$app" && find data backup -type f ! -name postdeploy.log ! -path 'backup/roost/*' -exec sh -c 'echo "$1 $(sha256sum <"$1" | cut -c1-16)"' sh {} \;) 2>/dev/null | each data
  (cd "$app" && find backup/roost -type f) 2>/dev/null | each data
  cut -d' ' -f2- "$app/data/postdeploy.log" 2>/dev/null | sort | uniq -c | each script
fi
db=$(docker ps -q --filter label=com.docker.compose.service=db | head -n 1)
if [ -n "$db" ]; then
  sql() { docker exec -i "$db" psql -U phone -d "$1" -AtX 2>&1; }
  echo "select datname from pg_database where datname !~ '^(snap_|template)'" | sql postgres | each database
  {
    cat <<'SQL'
select table_name, string_agg(column_name || ' ' || data_type, ',' order by column_name) from information_schema.columns where table_schema = 'public' group by 1;
select 'rows', table_name, (xpath('/row/c/text()', query_to_xml('select count(*) as c from ' || quote_ident(table_name), false, true, '')))[1] from information_schema.tables where table_schema = 'public';
select 'ran', commit, count(*) from postdeploy_runs group by 2;
select 'applied', name from schema_migrations;
SQL
  } | sql phone | each row
fi
find /tmp /home/deploy -mindepth 1 ! -path '/home/deploy/.ssh*' ! -path '/home/deploy/.docker*' ! -name 'runc-process*' ! -path '/home/deploy/.local/state/roost/drills/*/.roost/jobs/*' -printf '%p\n' | each left
self=$(readlink /proc/self/ns/pid)
# Those of containers have the same user, and another world.
for p in $(pgrep -U deploy | sed 's#^#/proc/#'); do
  [ "$(readlink "$p/ns/pid")" = "$self" ] || continue
  case $(cat "$p/comm" 2>/dev/null) in ''|sshd*) continue ;; esac
  tr '\0' ' ' <"$p/cmdline" | head -c 200; echo
done | each process
