#!/bin/sh
# Usage: . rooted.sh
# Reads what other users own. An SSH user without root's rights has them through Docker: a container that has
# nothing but the host's own programs, and what it is given. No image is fetched, and no image of an app is run.
rooted_image=roost/nothing:1
# The value of `--mount` is CSV.
rooted_bind() {
  rooted_path=$(printf %s. "$1" | sed 's/"/""/g')
  rooted_path=${rooted_path%.}
  printf 'type=bind,"source=%s","target=%s"' "$rooted_path" "$rooted_path"
}
# contained NAME APP OPERATION MOUNT... -- ARGV...
# MOUNT: `ro=PATH`, `rw=PATH` (at the same path inside), `volume-ro=VOLUME`, `volume-rw=VOLUME` (at /roost-volume).
# ARGV's own exit code, or 125 and more where no such container can be run.
contained() {
  rooted_name=$1
  docker image inspect "$rooted_image" >/dev/null 2>&1 ||
    head -c 1024 /dev/zero | docker import - "$rooted_image" >/dev/null 2>&1 || return 125
  docker rm -f "$rooted_name" >/dev/null 2>&1 || :
  rooted_labels="--label roost.app=$2 --label roost.operation=$3"
  shift 3
  rooted_mounts=0
  while [ "$1" != -- ]; do
    case $1 in
      ro=*) set -- "$@" --mount "$(rooted_bind "${1#*=}"),readonly" ;;
      rw=*)
        # What this user cannot see may be there.
        [ -e "${1#*=}" ] || (umask 077 && mkdir -p "${1#*=}") 2>/dev/null || :
        set -- "$@" --mount "$(rooted_bind "${1#*=}")"
        ;;
      volume-ro=*) set -- "$@" --mount "type=volume,source=${1#*=},target=/roost-volume,readonly,volume-nocopy" ;;
      volume-rw=*) set -- "$@" --mount "type=volume,source=${1#*=},target=/roost-volume,volume-nocopy" ;;
    esac
    shift
    rooted_mounts=$((rooted_mounts + 1))
  done
  shift
  rooted_words=$(($# - 2 * rooted_mounts))
  for rooted_part in bin sbin lib lib32 lib64 libx32 usr nix etc/alternatives; do
    [ ! -d "/$rooted_part" ] || set -- "$@" --mount "type=bind,source=/$rooted_part,target=/$rooted_part,readonly"
  done
  [ ! -f /etc/ld.so.cache ] ||
    set -- "$@" --mount type=bind,source=/etc/ld.so.cache,target=/etc/ld.so.cache,readonly
  # The words of ARGV are first still: they go behind the image.
  set -- "$@" "$rooted_image"
  while [ $rooted_words -gt 0 ]; do
    rooted_word=$1
    shift
    set -- "$@" "$rooted_word"
    rooted_words=$((rooted_words - 1))
  done
  # shellcheck disable=SC2086 # Two labels, of words without blanks.
  docker run --rm -i --pull never --name "$rooted_name" $rooted_labels --network "${rooted_network:-none}" --log-driver none \
    --user 0:0 --userns host --security-opt label=disable --cap-drop ALL --cap-add CHOWN --cap-add DAC_OVERRIDE \
    --cap-add FOWNER --cap-add FSETID --tmpfs /tmp \
    --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --env LC_ALL=C "$@"
}
# Of a folder, what this user cannot read: a few lines. What is removed meanwhile does not matter.
# busybox's find knows neither `-readable` nor `-printf`.
unreadable() {
  find "$1" \( -type f -o -type d \) -exec sh -c '
    for path; do
      [ -r "$path" ] && { [ ! -d "$path" ] || [ -x "$path" ]; } || [ ! -e "$path" ] || printf "%s\n" "$path"
    done' unreadable {} + 2>/dev/null | head -n 5
}
