#!/bin/sh
# usage: base.sh FOLDER
# Makes FOLDER/root, a Debian 13 with nothing but systemd and sshd, and FOLDER/repo, the packages that a host needs
# besides: a repository that a host without a network can install from. Once; about two minutes.
set -eu
folder=$1
[ ! -e "$folder/ready" ] || exit 0
rm -rf "$folder"
mkdir -p "$folder/repo/partial"
root=$folder/root
debootstrap --variant=minbase \
  --include=systemd,systemd-sysv,dbus,openssh-server,iproute2,libpam-systemd,apt-utils \
  trixie "$root" ${BARE_MIRROR:+"$BARE_MIRROR"} >&2
for path in doc man locale info; do echo "path-exclude /usr/share/$path/*"; done >"$root/etc/dpkg/dpkg.cfg.d/slim"
mkdir "$root/srv/repo" && mount --bind "$folder/repo" "$root/srv/repo"
trap 'umount "$root/srv/repo"' EXIT
chroot "$root" sh -eu -c '
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends --download-only -o Dir::Cache::archives=/srv/repo \
    ca-certificates sudo procps curl git rsync sqlite3 age systemd-timesyncd docker.io docker-cli docker-compose \
    docker-buildx nftables unattended-upgrades tzdata >/dev/null
  rm -rf /srv/repo/partial /srv/repo/lock
  cd /srv/repo && apt-ftparchive packages . >Packages
  rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin
' >&2
umount "$root/srv/repo"
trap - EXIT
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/apt/sources.list"
echo 'deb [trusted=yes] file:/srv/repo ./' >"$root/etc/apt/sources.list.d/here.list"
: >"$root/etc/machine-id"
# Nobody asks these on a host without a screen.
rm -f "$root"/etc/systemd/system/getty.target.wants/*
touch "$folder/ready"
