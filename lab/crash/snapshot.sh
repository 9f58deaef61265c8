#!/bin/sh
# shellcheck disable=SC2046,SC2086 # Ids and services, a word each.
# snapshot.sh save|restore NAME APP PROXY: what an app is on a host, kept and brought back; the rest goes,
# with what runs of the host itself have left.
set -eu
verb=$1 name=$2 proxy=$4
snap=/var/lib/crash-matrix/$name
base=/srv/apps
ids() { docker ps -aq --no-trunc | grep -v "$(docker inspect -f '{{.Id}}' sgos-proxy)" || :; }
images() { docker images --format '{{.Repository}}:{{.Tag}} {{.ID}}' --no-trunc | grep -v '^crash-matrix/' | sort; }
database() { docker ps -q --no-trunc --filter label=com.docker.compose.service=db | head -n 1; }
psql() { docker exec -i "$1" psql -U phone -d postgres -qAtX -v ON_ERROR_STOP=1; }
described='{{.Name}} {{index .Config.Labels "com.docker.compose.service"}} {{index .Config.Labels "com.docker.compose.project"}} {{index .Config.Labels "com.docker.compose.project.working_dir"}} {{index .Config.Labels "com.docker.compose.project.config_files"}}'
healthy() { # container
  for _ in $(seq 100); do
    case $(docker inspect -f '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}{{if eq .State.Status "exited"}}{{.State.ExitCode}}{{end}}' "$1" 2>/dev/null) in 'running healthy'|'running '|'exited 0') return 0;; esac
    sleep 0.3
  done
  echo "$1 did not get healthy" >&2; exit 1
}

# As the operator, whose Compose leaves its marks in the operator's home.
up() {
  cut -d' ' -f3- "$snap/containers" | sort -u >/var/lib/crash-matrix/projects
  while read -r project folder files; do
    # Each with the files that it was made of: with others Compose would make it anew.
    services=$(awk -v files="$files" '$5 == files { print $2 }' "$snap/containers")
    for service in $services; do
      [ -n "$(docker ps -q --filter "label=com.docker.compose.service=$service" --filter "label=com.docker.compose.project=$project")" ] || break
      service=
    done
    [ -n "$service" ] || continue
    (cd "$folder" && sudo -u deploy docker compose --progress quiet -p "$project" $(echo ",$files" | sed 's/,/ -f /g') up -d --no-build --no-deps $services </dev/null)
  done </var/lib/crash-matrix/projects
}

save() {
  rm -rf "$snap"; mkdir -p "$snap"
  db=$(database)
  docker inspect -f "$described" $(ids) | sed 's#^/##' >"$snap/containers"
  images >"$snap/images"
  # Else the images of one snapshot go with the restore of another.
  cut -d' ' -f2 "$snap/images" | sort -u | while read -r id; do docker tag "$id" "crash-matrix/kept:$(echo "$id" | cut -c8-19)"; done
  rsync -a "$base/" "$snap/apps/"
  for f in flags live; do rsync -a "$proxy/$f/" "$snap/$f/"; done
  # A template must not be in use.
  others=$(ids | grep -v "$db"); docker stop $others >/dev/null
  printf 'drop database if exists "snap_%s"; create database "snap_%s" template phone;' "$name" "$name" | psql "$db"
  # What another needs is older than it is.
  docker start $(echo "$others" | tac) >/dev/null
  for c in $others; do healthy "$c"; done
  touch "$snap/complete"
}

restore() {
  lab-ssh start; lab-docker start
  until docker info >/dev/null 2>&1; do sleep 0.1; done
  docker start sgos-proxy >/dev/null
  db=$(docker ps -aq --no-trunc --filter label=com.docker.compose.service=db | head -n 1)
  ids | grep -v "${db:-none}" | xargs -r docker rm -fv >/dev/null
  # A volume without a name that was handed on from container to container is none to `rm -v`.
  docker volume ls -q --filter dangling=true | grep -E '^[0-9a-f]{64}$' | xargs -r docker volume rm >/dev/null
  self=$(readlink /proc/self/ns/pid)
  for p in $(pgrep -U deploy); do
    [ "$(readlink "/proc/$p/ns/pid")" = "$self" ] || continue
    case $(cat "/proc/$p/comm" 2>/dev/null) in sshd*) continue ;; esac
    kill -KILL "$p" 2>/dev/null || :
  done
  find /tmp -mindepth 1 -delete
  rm -rf /home/deploy/.local
  images >/var/lib/crash-matrix/now
  comm -13 "$snap/images" /var/lib/crash-matrix/now | cut -d' ' -f1 | xargs -r docker rmi -f >/dev/null
  comm -23 "$snap/images" /var/lib/crash-matrix/now | while read -r ref id; do docker tag "$id" "$ref"; done
  rsync -a --delete "$snap/apps/" "$base/"
  for f in flags live; do rsync -a --delete "$snap/$f/" "$proxy/$f/"; done
  if [ -n "$db" ]; then docker start "$db" >/dev/null; else
    up
    db=$(database)
    docker stop $(ids | grep -v "$db") >/dev/null
  fi
  healthy "$db"
  echo "select format('drop database %I with (force);', datname) from pg_database where datname !~ '^(snap_|template|postgres)'" | psql "$db" | psql "$db"
  printf 'create database phone template "snap_%s";' "$name" | psql "$db"
  # Another app's; only now, as a stopped database does not hold its own.
  docker network prune -f >/dev/null
  up
  while read -r name service project _; do
    c=$(docker ps -aq --filter "label=com.docker.compose.service=$service" --filter "label=com.docker.compose.project=$project" | head -n 1)
    [ "$(docker inspect -f '{{.Name}}' "$c")" = "/$name" ] || docker rename "$c" "$name"
    healthy "$c"
  done <"$snap/containers"
  # What is there now must outlive a power cut.
  sync -f "$base"
}
"$verb"
