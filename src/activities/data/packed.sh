#!/bin/sh
# Usage: . packed.sh
# packing_of FILE: from then on `content` prints it, unpacked. `first_bytes`: of stdin, in hexadecimal.
first_bytes() { head -c 5 | od -An -v -tx1 | tr -d ' \n'; }
packing_of() {
  packed=$1 packer=
  case $(first_bytes <"$packed") in
    1f8b*) packer=gzip ;; fd377a585a*) packer=xz ;; 28b52ffd*) packer=zstd ;; 425a68*) packer=bzip2 ;;
  esac
}
content() { if [ -n "$packer" ]; then "$packer" -dc <"$packed"; else cat -- "$packed"; fi; }
