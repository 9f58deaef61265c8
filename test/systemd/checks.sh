#!/bin/sh
# What is expected of an installation, under a systemd that runs. Ends with `N passed, N failed`.
root=$1
cd /
passed=0 failed=0
log=/run/check.log
check() {
  title=$1
  shift
  if "$@" > "$log" 2>&1; then passed=$((passed + 1)); echo "ok: $title"; else failed=$((failed + 1)); echo "FAILED: $title"; tail -n 20 "$log"; fi
}
within() { # seconds, command
  left=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 1
  done
}
services='roost-temporal roost-worker roost-gateway'
pid() { systemctl show --property MainPID --value "$1"; }
each() { for service in $services; do "$@" "$service" || return 1; done; }
active() { systemctl is-active --quiet "$1"; }
enabled() { systemctl is-enabled --quiet "$1"; }
# The user roost, no capability, no way to more, and a filter of system calls.
confined() {
  status=/proc/$(pid "$1")/status
  grep -q '^CapEff:.0*$' "$status" && grep -q '^CapBnd:.0*$' "$status" && grep -q '^NoNewPrivs:.1$' "$status" && grep -q '^Seccomp:.2$' "$status" \
    && [ "$(awk '$1 == "Uid:" { print $2 }' "$status")" = "$(id -u roost)" ]
}
# No core file, which would hold secrets. Only the worker reads the SSH key.
limits_cores() { grep -q '^Max core file size *0 *0 ' "/proc/$(pid "$1")/limits"; }
reads() { nsenter --target "$(pid "$1")" --mount --setuid "$(id -u roost)" --setgid "$(id -g roost)" test -r "$2"; }
hides() { ! reads roost-temporal "$1" && ! reads roost-gateway "$1"; }
polls() { /opt/roost/current/bin/temporal task-queue describe --address 127.0.0.1:17233 --task-queue roost | grep -q "roost-worker:$(pid roost-worker)@"; }
listens() { [ "$(curl -s -o /dev/null -w '%{http_code}' -X POST http://127.0.0.1:18470/hooks/github)" = 401 ]; }
works() { within 60 each active && within 60 polls && within 60 listens; }
# The host of that run does not answer, which it says when it has tried for a while.
ended() { roost show "$(roost runs --json | grep -o 'deploy-phone-[0-9a-f]*' | head -n 1)" | grep -q HostUnreachable; }
compared() { /opt/roost/current/bin/temporal workflow count --address 127.0.0.1:17233 --query "WorkflowType = 'compareHeads' AND ExecutionStatus = 'Completed'" | grep -o '[0-9]*$'; }
more() { [ "$(compared)" -gt "$before" ]; }
goes_on() { before=$(compared); within 120 more; }
as_before() { [ "$(pid roost-temporal)" = "$temporal" ] && [ "$(pid roost-worker)" != "$worker" ]; }
version() { basename "$(readlink /opt/roost/current)"; }

mkdir -p /etc/roost/.ssh
ssh-keygen -q -t ed25519 -N '' -f /etc/roost/.ssh/roost
cat > /etc/roost/fleet.yaml << 'FLEET'
fleet: sgos
hosts:
  # Nobody listens there: a deploy waits for it.
  hornbill:
    user: deploy
    addresses: ['127.0.0.1:1']
    hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEo9sQXVhZVbM5q9TkE1k3yQ0eFq2y0u8l7mFJ2nXv5c
    key: /etc/roost/.ssh/roost
apps:
  phone: { host: hornbill, contract: sgos, repository: 'git@git.example:sgos/phone.git' }
gateway: { port: 18470 }
push: { heads: 5s }
FLEET

check 'install' "$root/roost" install --fleet /etc/roost/fleet.yaml --port 17233 --ui-port 18233
chown -R roost: /etc/roost/.ssh
check 'all three work' works
check 'all three are confined' each confined
check 'all three write no core files' each limits_cores
check 'the worker reads the SSH key' reads roost-worker /etc/roost/.ssh/roost
check 'the others do not read the SSH key' hides /etc/roost/.ssh/roost
check 'all three are enabled' each enabled
check 'the Schedule compares heads' goes_on
check 'a run is started' roost deploy phone --detach

for service in $services; do systemctl kill --signal KILL --kill-who all "$service"; done
check 'killed, they are back by themselves' works
check 'the run goes on to its end' within 180 ended
check 'the Schedule goes on' goes_on

# shellcheck disable=SC2086 # One word a unit.
systemctl stop $services
systemctl restart multi-user.target
check 'they are started at boot' works
check 'the Schedule goes on' goes_on

first=$(version) temporal=$(pid roost-temporal) worker=$(pid roost-worker)
mkdir /run/checkout
cp -a "$root/dist" "$root/package.json" "$root/roost" "$root/LICENSE" /run/checkout
ln -s "$root/node_modules" /run/checkout/node_modules
echo '// newer' >> /run/checkout/dist/workers/main.js
check 'another run is started' roost deploy phone --detach
check 'update' /run/checkout/roost install
check 'another version is current' [ "$(version)" != "$first" ]
check 'all three work' works
check 'the worker is a new one, Temporal went on' as_before
check 'the run goes on to its end' within 180 ended
check 'the Schedule goes on' goes_on

check 'back' /opt/roost/previous/roost install
check 'the first version is current' [ "$(version)" = "$first" ]
check 'all three work' works
check 'the Schedule goes on' goes_on

check 'uninstall' roost uninstall
check 'nothing runs' [ -z "$(systemctl list-units --plain --no-legend 'roost-*')" ]
check 'no programs are left' [ ! -e /opt/roost ]
check 'the runs are kept' [ -s /var/lib/roost/temporal.db ]
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
