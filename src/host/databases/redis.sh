#!/bin/sh
# Usage: . redis.sh
# shellcheck disable=SC2154,SC2119,SC2120 # The program that sources it has them.
# Needs $container, $user, $password (`env:NAME` or `file:PATH` in the container, `none`, or empty: where the server's own
# command or the image's variables have it), $port, $ca, $cert and $key (files in the container, or empty).
ROOST_AUTH=
export ROOST_AUTH
# redis_program cli|check ARG...: whatever it is called there. The password goes to the program's environment, and is never
# in an argument. `check` reads a dump from stdin.
redis_program() {
  # shellcheck disable=SC2016 # Expanded in the container.
  docker exec -i --env ROOST_AUTH "$container" sh -c '
    user=$1 from=$2 port=$3 ca=$4 cert=$5 key=$6 program=$7
    shift 7
    value() { eval "printf %s \"\${$1-}\""; }
    # In a variable, or in a file that another one names.
    held() {
      auth=$(value "$1")
      file=$(value "$1_FILE")
      [ -n "$auth" ] || [ ! -r "$file" ] || auth=$(cat "$file")
      [ -n "$auth" ]
    }
    for name in redis valkey keydb none; do
      command -v "$name-cli" >/dev/null && break
    done
    if [ "$name" = none ]; then
      echo "the container has none of redis-cli, valkey-cli and keydb-cli" >&2
      exit 127
    fi
    # By a pipe of its own: that of Docker may belong to another user.
    if [ "$program" = check ]; then cat | "$name-check-rdb" /dev/stdin; exit; fi
    auth=
    case $from in
      none) ;;
      given) auth=$ROOST_AUTH ;;
      env:*) auth=$(value "${from#env:}") ;;
      file:*) auth=$(cat "${from#file:}") || exit 1 ;;
      conf:*)
        auth=$(sed -n "s/^[[:space:]]*requirepass[[:space:]]*//p" "${from#conf:}" | tail -n 1)
        auth=${auth#\"} auth=${auth%\"}
        ;;
      *) for one in REDIS_PASSWORD VALKEY_PASSWORD KEYDB_PASSWORD REDISCLI_AUTH VALKEYCLI_AUTH; do if held "$one"; then break; fi; done ;;
    esac
    unset ROOST_AUTH REDISCLI_AUTH VALKEYCLI_AUTH
    if [ -n "$auth" ]; then export REDISCLI_AUTH="$auth" VALKEYCLI_AUTH="$auth"; fi
    if [ -n "$user" ]; then set -- --user "$user" "$@"; fi
    if [ -n "$cert" ]; then set -- --cert "$cert" --key "$key" "$@"; fi
    if [ -n "$ca" ]; then set -- --tls --cacert "$ca" "$@"; fi
    exec "$name-cli" -p "$port" "$@"' sh "$user" "$password" "$port" "$ca" "$cert" "$key" "$@"
}
# redis COMMAND...: its answer. An error is an answer too.
redis() { redis_program cli "$@" </dev/null; }
# redis_info [SECTION]: without the line ends of the protocol.
redis_info() { redis INFO "$@" | tr -d '\r'; }
# Where the server's own command has its password: the word behind --requirepass, a variable or file that a shell puts
# there, or a configuration file. Only asked where the fleet file does not say it.
find_password() {
  if [ -n "$password" ] || [ -n "$user" ]; then return 0; fi
  found=$(docker inspect -f '{{range .Config.Entrypoint}}{{println .}}{{end}}{{range .Config.Cmd}}{{println .}}{{end}}' \
    "$container" 2>/dev/null | LC_ALL=C awk '
      function tell(text, by_shell) {
        if (text ~ /^".*"$/ || text ~ ("^" q ".*" q "$")) text = substr(text, 2, length(text) - 2)
        if (by_shell && text ~ /^\$\(cat [^ )]+\)$/) text = "file:" substr(text, 7, length(text) - 7)
        else if (by_shell && text ~ /^\$\{?[A-Za-z_]/) { sub(/^\$\{?/, "", text); sub(/[^A-Za-z0-9_].*/, "", text); text = "env:" text }
        else text = "given:" text
        print text
        told = 1
        exit
      }
      BEGIN { q = sprintf("%c", 39) }
      next_is { tell($0, 0) }
      $0 == "--requirepass" { next_is = 1; next }
      { at = index($0, "--requirepass ") }
      at {
        rest = substr($0, at + 14)
        sub(/^ +/, "", rest)
        if (match(rest, /^"[^"]*"/) || match(rest, "^" q "[^" q "]*" q) || match(rest, /^\$\([^)]*\)/) || match(rest, /^[^ ;&|]+/))
          tell(substr(rest, 1, RLENGTH), 1)
      }
      conf == "" && match($0, /[^ ]+\.conf/) { conf = substr($0, RSTART, RLENGTH) }
      END { if (!told && conf != "") print "conf:" conf }')
  case $found in
    given:*) ROOST_AUTH=${found#given:} password=given ;;
    ?*) password=$found ;;
  esac
}
# In the program itself, since that is run again when Docker was restarted: the server runs before it has read its data.
wait_until_ready() {
  find_password
  tries=0 loading=0
  while :; do
    said=$(redis PING 2>&1) || :
    case $said in
      # What was found is not asked for.
      *'without any password'*) [ "$password" != none ] || break; password=none; continue ;;
      PONG | *NOPERM*) return 0 ;;
      *LOADING*)
        loading=$((loading + 1))
        [ $loading -lt 1200 ] || break
        sleep 0.5
        continue
        ;;
      *NOAUTH* | *WRONGPASS* | *'invalid password'* | *'the container has none'*) [ $tries -lt 10 ] || break ;;
    esac
    tries=$((tries + 1))
    [ $tries -lt 150 ] || break
    sleep 0.2
  done
  printf '%s\n' "$said" | grep . | tail -n 3 >&2
  case $said in
    *NOAUTH* | *WRONGPASS* | *'invalid password'*)
      echo "its password: data.redis.password of the fleet file says where it is in the container" >&2
      ;;
  esac
  exit 1
}
