#!/bin/sh
# Usage: . library.sh
# What a host is asked about, and how it is made so: one file a kind, each with `ask_KIND` and `do_KIND`, which
# take the same arguments. `ask` prints the state in one line. Lines that call them follow; all of it is stdin of a
# shell of root.
. ./common.sh
. ./kinds/package.sh
. ./kinds/apt-source.sh
. ./kinds/group.sh
. ./kinds/user.sh
. ./kinds/keys.sh
. ./kinds/operators.sh
. ./kinds/directory.sh
. ./kinds/own-folder.sh
. ./kinds/file.sh
. ./kinds/settings.sh
. ./kinds/unit.sh
. ./kinds/sysctl.sh
. ./kinds/swap.sh
. ./kinds/network.sh
. ./kinds/time-zone.sh
. ./kinds/action.sh
. ./kinds/firewall.sh
. ./kinds/sshd.sh
. ./guarded.sh
. ./patch.sh
