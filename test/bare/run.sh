#!/bin/sh
# usage: test/bare/run.sh FOLDER [argument of npm test…]
#
# Runs the tests on a machine that never ran them: a new Debian in FOLDER, which has git, Node.js and npm only, with
# a HOME, caches and accounts of its own. It clones the commit that is checked out here. Needs root, debootstrap and
# a network. A FOLDER that has a root already is used again.
#
# BARE_SUITE    Debian's name (default: trixie)
# BARE_MIRROR   where its packages are (default: that of debootstrap)
# BARE_OVERLAY  a folder that is copied over the new root: certificates and settings of package registries.
#               Its etc/environment holds NAME=VALUE lines for the run.
set -eu
[ $# -ge 1 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
repository=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
root=$(cd "$1" && pwd)
shift

if [ ! -x "$root/usr/bin/apt-get" ]; then
  debootstrap --variant=minbase --include=ca-certificates,git \
    "${BARE_SUITE:-trixie}" "$root" ${BARE_MIRROR:+"$BARE_MIRROR"}
fi
[ -z "${BARE_OVERLAY:-}" ] || cp -a "$BARE_OVERLAY/." "$root/"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
rm -rf "$root/root/roost"
git clone --quiet --no-hardlinks "$repository" "$root/root/roost"

cat >"$root/root/run.sh" <<'END'
set -eu
set -a
[ ! -f /etc/environment ] || . /etc/environment
set +a
if [ ! -x /usr/bin/npm ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi
cd /root/roost
echo "Node $(node --version), npm $(npm --version), $(git log -1 --format='%h %s')"
# No exec: this shell is the first process here, and reaps what loses its parent.
npm test ${1:+--} "$@"
END

# What the tests start and mount ends with the namespaces. The new root is the namespace's own, not a chroot's: the
# containers of a Docker Engine in a chroot would see the machine's root.
# shellcheck disable=SC2016  # The inner shell expands.
root="$root" exec unshare --mount --pid --fork --kill-child sh -c '
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  mount -t tmpfs tmpfs "$root/run"
  cd "$root"
  mkdir -p .machine
  pivot_root . .machine
  exec env -i HOME=/root LANG=C.UTF-8 TERM=dumb PATH="${BARE_PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}" \
    sh -c "cd / && umount -l /.machine && exec sh /root/run.sh \"\$@\"" bare "$@"' bare "$@"
