#!/bin/sh
# Usage: . group.sh
ask_group() { if getent group "$1" >/dev/null; then echo there; else echo missing; fi; }
do_group() { groupadd --force "$1"; }
