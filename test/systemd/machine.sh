#!/bin/sh
# Turns the namespaces that run.sh has made into a machine with nothing but systemd on it.
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
for folder in etc opt usr/local var; do
  own=/run/own/$folder
  mkdir -p "$own/upper" "$own/work"
  mount -t overlay -o "lowerdir=/$folder,upperdir=$own/upper,workdir=$own/work" overlay "/$folder"
done
mount -t tmpfs -o mode=755 tmpfs /var/lib
mount -t cgroup2 cgroup2 /sys/fs/cgroup
# None of this machine's own services: the targets that ours name, and nothing in them.
rm -rf /etc/systemd/system
mkdir -p /etc/systemd/system
mount -t tmpfs tmpfs /usr/lib/systemd/system
for target in sysinit basic multi-user shutdown umount local-fs sockets network network-online; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" > "/usr/lib/systemd/system/$target.target"
done
printf '[Manager]\nShowStatus=no\n' > /etc/systemd/system.conf
# Told that it is a container it leaves the kernel's settings alone.
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=multi-user.target --log-target=console
