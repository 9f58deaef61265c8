#!/bin/sh
# `npm run test:systemd`: installs this checkout under a real systemd that is the first process of
# namespaces of its own, with folders of its own laid over /etc, /opt, /usr/local and /var. Of the
# machine nothing is changed; its network is shared, so the ports are unusual ones.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
stop() { echo "$1"; echo '0 passed, 1 failed'; exit 1; }
[ "$(id -u)" = 0 ] || stop 'root is needed: systemd gets namespaces of its own'
[ -x /lib/systemd/systemd ] || stop 'the package systemd is missing'
cgroups=$(findmnt --noheadings --types cgroup2 --output TARGET | head -n 1)
[ -n "$cgroups" ] || stop 'no cgroup2 is mounted here'
node "$root/scripts/build.js"

folder=$(mktemp -d)
group=$cgroups/roost-test-$$
mkdir "$group"
machine=
end() {
  # The first process of its namespace takes all others with it.
  [ -z "$machine" ] || kill -9 "$machine" 2> /dev/null || true
  while [ -s "$group/cgroup.procs" ]; do sleep 0.1; done
  # A group that its last process has just left may be busy for a moment.
  tries=0
  until find "$group" -depth -type d -exec rmdir {} + 2> /dev/null || [ "$tries" -ge 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM
sh -c 'echo $$ > "$1/cgroup.procs"; exec unshare --mount --pid --fork --cgroup --ipc --uts --mount-proc sh "$2/machine.sh"' start "$group" "$here" > "$folder/log" 2>&1 &
starter=$!
inside() { nsenter --target "$machine" --mount --pid --cgroup --ipc --uts "$@"; }
tries=0
# shellcheck disable=SC2002 # A file that is not there yet is no message of the shell.
until machine=$(cat "/proc/$starter/task/$starter/children" 2> /dev/null | tr -d ' ') && [ -n "$machine" ] && inside systemctl is-active --quiet multi-user.target 2> /dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || { cat "$folder/log"; stop 'systemd did not start'; }
  sleep 0.2
done
inside sh "$here/checks.sh" "$root"
