#!/bin/sh
# usage: boot.sh BASE HOST
# Turns the namespaces that start.sh has made into a host of its own: BASE/root below, what it writes in HOST.
set -eu
base=$1 host=$2
root=$host/root
mkdir -p "$root" "$host/upper" "$host/work" "$host/docker"
mount --make-rprivate /
mount -t overlay -o "lowerdir=$base/root,upperdir=$host/upper,workdir=$host/work" overlay "$root"
cd "$root"
hostname roost-bare
echo roost-bare >etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 roost-bare\n' >etc/hosts
: >etc/resolv.conf
mkdir -p srv/repo var/lib/docker .outside
mount --bind "$base/repo" srv/repo
# Docker's own file system does not lie on another overlay.
mount --bind "$host/docker" var/lib/docker
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "dev/${node%:*}" c 1 "${node#*:}"; done
mknod -m 666 dev/tty c 5 0
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs tmpfs tmp
# The settings of the kernel are the machine's, but for those of the network.
mkdir -p .net
mount --bind proc/sys/net .net
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --move .net proc/sys/net
pivot_root . .outside
umount -l /.outside
# Else LoadCredential= of units stays empty.
mount --make-rshared /
# The clock, modules and power are the machine's.
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin setpriv \
  --bounding-set=-sys_time,-sys_module,-sys_rawio,-sys_boot \
  --inh-caps=-sys_time,-sys_module,-sys_rawio,-sys_boot \
  /lib/systemd/systemd --system --log-target=console --show-status=false
