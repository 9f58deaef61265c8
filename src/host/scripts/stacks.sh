#!/bin/sh
# Usage: stacks
# What runs on a host, for a first fleet file: containers with their Compose projects, their folders and git working copies, what
# they keep, what answers HTTP, and which domains a Caddy or nginx serves. Changes nothing. Of environment variables only names
# are printed, and the values of a few that are no secrets; of proxies only addresses. Prints at most 4 MB, a line each.
export GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0
most_projects=100 most_files=60

# shellcheck disable=SC2016 # Docker's templates.
about='container {"project":{{json (index .Config.Labels "com.docker.compose.project")}},"service":{{json (index .Config.Labels "com.docker.compose.service")}},"oneOff":{{json (index .Config.Labels "com.docker.compose.oneoff")}},"folder":{{json (index .Config.Labels "com.docker.compose.project.working_dir")}},"files":{{json (index .Config.Labels "com.docker.compose.project.config_files")}},"envFile":{{json (index .Config.Labels "com.docker.compose.project.environment_file")}},"title":{{json (index .Config.Labels "coolify.resourceName")}},"id":{{json .ID}},"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end}},"name":{{json .Name}},"image":{{json .Config.Image}},"state":{{json .State.Status}},"published":{{json .HostConfig.PortBindings}},"exposed":{{json .Config.ExposedPorts}},"networks":[{{range $name, $at := .NetworkSettings.Networks}}{{json $name}},{{end}}""],"variables":[{{range .Config.Env}}{{json (index (split . "=") 0)}},{{end}}""],"values":[{{range .Config.Env}}{{$n := index (split . "=") 0}}{{if eq $n "POSTGRES_USER" "POSTGRES_DB" "POSTGRESQL_USERNAME" "POSTGRESQL_DATABASE" "MYSQL_USER" "MYSQL_DATABASE" "MARIADB_USER" "MARIADB_DATABASE" "VIRTUAL_HOST" "VIRTUAL_PORT"}}{{json .}},{{end}}{{end}}""],"labels":[{{range $key, $value := .Config.Labels}}{{if or (eq (truncate $key 20) "traefik.http.routers") (eq (truncate $key 21) "traefik.http.services") (eq $key "caddy") (eq (truncate $key 6) "caddy_") (eq $key "caddy.reverse_proxy")}}{{json (printf "%s=%s" $key $value)}},{{end}}{{end}}""]}'

# git_at FOLDER: its working copy.
git_at() {
  top=$(git -C "$1" rev-parse --show-toplevel 2>&1) || {
    case $top in *'dubious ownership'*) echo "foreign $(stat -c %U "$1" 2>/dev/null)" ;; esac
    return 0
  }
  echo "top $top"
  remote=$(git -C "$1" config --get remote.origin.url || git -C "$1" remote 2>/dev/null | head -n 1 | while IFS= read -r name; do
    git -C "$1" config --get "remote.$name.url"
  done)
  bare=$(printf '%s\n' "$remote" | sed -E 's#^(https?://)[^/@]*@#\1#')
  [ -z "$remote" ] || echo "remote $bare"
  [ "$bare" = "$remote" ] || echo password
  branch=$(git -C "$1" symbolic-ref -q --short HEAD) && echo "branch $branch"
  echo "changed $(git -C "$1" -c core.fsmonitor=false status --porcelain --untracked-files=no 2>/dev/null | head -n 1000 | wc -l)"
  ahead=$(git -C "$1" rev-list --count '@{upstream}..HEAD' 2>/dev/null) && echo "ahead $ahead"
}

# answers CONTAINER: what its ports say to HTTP; of databases nothing is asked. Only Docker shows where it is: labels are an image's.
answers() {
  # shellcheck disable=SC2016 # A template.
  docker inspect -f '{{println .State.Status}}{{println .State.Pid}}{{println .Config.Image}}{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}
{{range $port, $x := .Config.ExposedPorts}}{{$port}} {{end}}{{range $port, $x := .HostConfig.PortBindings}}{{$port}} {{end}}
{{range $key, $value := .Config.Labels}}{{if eq (truncate $key 21) "traefik.http.services"}}{{println $value}}{{end}}{{end}}' "$1" 2>/dev/null | {
    read -r state
    read -r pid
    read -r image
    read -r ip _
    read -r ports
    labels=$(grep -xE '[0-9]{2,5}' | head -n 3)
    [ "$state" = running ] && [ -n "$ip" ] || return 0
    name=${image##*/}
    # A tag may name the database that an app speaks to.
    case ${name%%[:@]*} in *postgres* | *mysql* | *mariadb* | *redis* | *valkey* | *mongo* | *memcached*) return 0 ;; esac
    # What listens at every address, though nothing names it; what is named and listens comes first: a range may be hundreds.
    heard=$(cat "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" 2>/dev/null |
      awk '$4 == "0A" && $2 ~ /^0+:/ { split($2, part, ":"); print part[2] }' | head -n 20 |
      while read -r hex; do printf '%d ' "0x$hex"; done)
    # shellcheck disable=SC2086 # A word a port.
    named=$(printf '%s\n' $ports | sed -n 's#^\([0-9]*\)\(/tcp\)\{0,1\}$#\1#p')
    # shellcheck disable=SC2086
    for port in $({
      printf '%s\n' $labels
      for one in $named; do case " $heard " in *" $one "*) echo "$one" ;; esac; done
      printf '%s\n' $heard $named
    } | awk 'NF && !seen[$0]++' | head -n 4); do
      for path in /health /; do
        code=$(curl -s -o /dev/null -m 3 -w '%{http_code}' "http://$ip:$port$path" 2>/dev/null)
        case $code in 000 | '') break ;; esac
        echo "answers $1 $port $path $code"
        case $code in 2??) break ;; esac
      done
    done
  }
}

# project NAME: its folder as the first of its containers says it, and all that is there.
project() {
  echo "project $1"
  ids=$(docker ps -aq --filter "label=com.docker.compose.project=$1" | head -n 100)
  folder=
  for id in $ids; do
    folder=$(docker inspect -f '{{index .Config.Labels "com.docker.compose.project.working_dir"}}' "$id" 2>/dev/null)
    [ -z "$folder" ] || break
  done
  source=$folder
  top=
  case $folder in
  /*)
    if [ -d "$folder" ]; then
      real=$(cd "$folder" && pwd -P)
      [ "$real" = "$folder" ] || echo "real $real"
      [ -w "$folder" ] && echo writable
      git_at "$folder"
      [ -z "$top" ] || [ ! -d "$top" ] || source=$top
      [ ! -w "${source%/*}/" ] || echo "above ${source%/*}"
      if [ -f "$folder/.env" ]; then
        if git -C "$folder" ls-files --error-unmatch .env >/dev/null 2>&1; then echo 'env tracked'; else echo 'env untracked'; fi
      fi
    else
      echo gone
    fi
    ;;
  esac
  [ ! -d "$HOME/git/$1.git" ] || echo "bare $HOME/git/$1.git $(git -C "$HOME/git/$1.git" symbolic-ref -q --short HEAD)"
  (
    set -- "$1" "$source"
. ../keepers/list.sh
  ) | head -c 200000
  # shellcheck disable=SC2031,SC2086 # One word an id.
  docker inspect -f '{{range .Mounts}}{{println .Source}}{{end}}' $ids 2>/dev/null | sort -u | head -n 200 |
    while IFS= read -r path; do [ ! -f "$path" ] || echo "single $path"; done
  # shellcheck disable=SC2031 # Only keepers/list.sh sets one of its own.
  for id in $ids; do answers "$id" & done
  wait
}

# conf KIND FILE: what it says of addresses, and nothing else of it.
conf() {
  [ -f "$2" ] && [ -r "$2" ] || return 0
  echo "file $1 $2"
  head -c 200000 "$2" | case $1 in
  nginx) grep -E '^[[:space:]]*(upstream|server|location|server_name|proxy_pass)[[:space:]{]|\{[[:space:]]*$|^[[:space:]]*[}{]' | grep -oE '(upstream[[:space:]]+[^{;]*\{?|server[[:space:]]*\{|server_name[^;]*;|server[[:space:]][^;{]*;|location[^{]*\{|proxy_pass[^;]*;|\{|\})' ;;
  *) grep -E '(\{[[:space:]]*$|^[[:space:]]*\}|reverse_proxy)' ;;
  esac | sed "s/^/$1 /" | head -n 2000
}
# confs KIND PATH: a file, or the folder's.
confs() {
  if [ -d "$2" ]; then
    for one in "$2"/* "$2"/*/*; do
      case $1:$one in
      nginx:*.conf | nginx:*/sites-enabled/* | caddy:*/Caddyfile | caddy:*.caddy | caddy:*.Caddyfile) conf "$1" "$one" ;;
      esac
    done
  else
    conf "$1" "$2"
  fi
}

everything() {
  echo "user $(id -un)"
  echo "home $HOME"
  echo "name $(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)"
  docker version --format 'docker {{.Server.Version}}' 2>/dev/null || {
    echo "nodocker $(docker version 2>&1 | tail -n 1)"
    return
  }
  docker ps -aq | head -n 1000 | xargs -r docker inspect -f "$about" 2>/dev/null
  docker ps -a --format '{{.Label "com.docker.compose.project"}}' | grep -E '^[a-z0-9][a-z0-9_-]*$' | sort -u | head -n "$most_projects" |
    while IFS= read -r name; do project "$name" </dev/null; done
  {
    confs caddy /etc/caddy
    confs nginx /etc/nginx/conf.d
    confs nginx /etc/nginx/sites-enabled
    docker ps --format '{{.ID}} {{.Image}}' | while read -r id image; do
      case ${image##*/} in caddy* | *-caddy* | *caddy:*) kind=caddy ;; nginx* | *-nginx* | *nginx:*) kind=nginx ;; *) continue ;; esac
      docker inspect -f '{{range .Mounts}}{{println .Source}}{{end}}' "$id" 2>/dev/null | while IFS= read -r path; do
        case $kind:$path in
        caddy:*/Caddyfile | caddy:*.caddy) conf caddy "$path" ;;
        nginx:*.conf | nginx:*.template) conf nginx "$path" ;;
        *) [ ! -d "$path" ] || [ "$path" = / ] || confs "$kind" "$path" ;;
        esac
      done
    done
  } | head -n "$((most_files * 500))"
  echo end
}
everything 2>/dev/null | head -c 4000000
