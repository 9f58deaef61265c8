#!/bin/sh
# Usage: . network.sh
ask_network() { if docker network inspect "$1" >/dev/null; then echo there; else echo missing; fi; }
do_network() { docker network create "$1"; }
