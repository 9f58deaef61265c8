#!/bin/sh
# Usage: picture ROOT LIVE SCRATCH
# In ROOT, which stands for the host, SCRATCH takes the place of the folder LIVE: what Compose names from there it finds
# below ROOT.
set -eu
at=$1$2
mkdir -p "${at%/*}"
rm -f "$at"
ln -s "$3" "$at"
