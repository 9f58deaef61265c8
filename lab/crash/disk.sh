#!/bin/sh
# lab-disk make|mount|cut: a file system of its own for the apps' folder, which loses at `cut` what was not synced.
# `make` moves the folder onto the empty file system in $image.new.
set -eu
image=/var/lib/lab-disk.img apps=/srv/apps
# As far as they are missing: a container has none by itself.
devices() {
  [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
  for n in $(seq 0 31); do [ -e "/dev/loop$n" ] || mknod "/dev/loop$n" b 7 "$n"; done
}
# Nothing is committed by itself: what nobody has synced is lost, however long ago it was written.
attach() { mount -o loop,commit=900 "$image" "$1"; }
case $1 in
  make)
    ! mountpoint -q "$apps" || exit 0
    devices
    [ -s "$image.new" ]
    lab-docker stop
    mv "$image.new" "$image"
    mkdir -p /mnt/lab-disk
    attach /mnt/lab-disk
    rmdir /mnt/lab-disk/lost+found
    rsync -aHAX "$apps/" /mnt/lab-disk/
    umount /mnt/lab-disk
    attach "$apps"
    grep -q lab-disk /usr/local/sbin/lab-init || sed -i 's/^lab-ssh start$/lab-disk mount\nlab-ssh start/' /usr/local/sbin/lab-init
    lab-docker start
    ;;
  mount) devices; mountpoint -q "$apps" || attach "$apps" ;;
  cut)
    # EXT4_IOC_SHUTDOWN without flushing the journal; then nobody tells of what fails from now on.
    perl -e 'open my $f, "<", $ARGV[0] or die "$!"; my $how = pack "L", 2; ioctl $f, 0x8004587d, $how or die "$!"' "$apps"
    lab-ssh stop
    pkill -KILL -U deploy || :
    ;;
  *) echo "usage: lab-disk make|mount|cut" >&2; exit 64 ;;
esac
