#!/bin/sh
# Usage: fetch-parts MIRROR COMMIT REPOSITORY yes|no
# Fetches what COMMIT names beside its own files: submodules at their commits, those within them too, and with `yes` what lies in
# Git LFS. Prints lines of a tag, a path, a tab and a text: refused, unfetched, nourl, lfs (no git-lfs here), filter,
# encrypted.
# A .gitmodules is text of strangers: it names servers, never paths of this host, and nothing that git would run.
set -eu
. ../../../app/folder/git-parts.sh
. ../../../app/folder/unlock-git.sh
. ../../../../host/git-durable.sh
export GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND="${GIT_SSH_COMMAND:-ssh -oBatchMode=yes}"
tab='	'
nl='
'
mirror=$1 repository=$3 lfs=$4
modules=$(modules_of "$mirror")
. ../../../../host/work-folder.sh
work_folder parts disk
mkdir "$work/empty"
exec 9>"$modules.lock"
flock -w 300 9
unlock_git "$modules"

protocols=https:ssh local=
case $repository in
http://*) protocols=$protocols:http ;;
git://*) protocols=$protocols:git ;;
https://* | ssh://*) ;;
# Only what lies beside it, by a name alone.
/* | file://*) protocols=$protocols:file local=${repository%/*} ;;
esac
# resolved BASE URL: as git understands `./` and `../`.
resolved() {
  base=${1%/} url=$2 between=/
  while :; do
    case $url in
    ./*) url=${url#./} ;;
    ../*)
      url=${url#../}
      case $base in
      */*) base=${base%/*} between=/ ;;
      *:*) base=${base%:*} between=: ;;
      *) return 0 ;;
      esac
      ;;
    *) break ;;
    esac
  done
  printf '%s\n' "$base$between$url"
}
# allowed URL yes|no: whether it was relative.
allowed() {
  case $1 in *"$nl"* | -*) return 1 ;; esac
  case $1 in
  https://-* | ssh://-* | *://*@-*) return 1 ;;
  https://?*/?* | ssh://?*/?*) return 0 ;;
  http://?*/?*) case $protocols in *:http | *:http:*) return 0 ;; esac ;;
  git://?*/?*) case $protocols in *:git | *:git:*) return 0 ;; esac ;;
  *://*) ;;
  esac
  if [ -n "$local" ] && [ "$2" = yes ]; then
    case ${1#"$local/"} in "$1" | '' | .* | -* | */*) ;; *) return 0 ;; esac
  fi
  printf '%s\n' "$1" | grep -qxE '([A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:([^:/-]|/[^/]).*'
}
said() { grep -v -e '^$' -e '^Please make' -e '^and the repo' "$work/stderr" | tail -n 3 | tr '\n\t' '  '; }
# setting GIT-DIR BLOB KEY
setting() { git --git-dir "$1" config --blob "$2" --get "$3" 2>/dev/null || :; }
# module_of GIT-DIR COMMIT PATH: its name in .gitmodules.
module_of() {
  git --git-dir "$1" config --blob "$2:.gitmodules" --name-only --get-regexp '^submodule\..*\.path$' 2>/dev/null |
    while IFS= read -r key; do
      [ "$(setting "$1" "$2:.gitmodules" "$key")" = "$3" ] || continue
      key=${key#submodule.}
      printf '%s\n' "${key%.path}"
    done | tail -n 1
}
# list_encrypted GIT-DIR FILTER PREFIX: files of the index that git-crypt or transcrypt has encrypted.
list_encrypted() {
  (cd "$work/empty" && git --git-dir "$1" --work-tree . ls-files -z -- ":(attr:filter=$2)") |
    tr '\n\0' '\1\n' | head -n 1000 | while IFS= read -r path; do
    file=$(printf '%s_' "$path" | tr '\1' '\n')
    case $(git --git-dir "$1" cat-file blob ":${file%_}" | head -c 10 | tr -d '\0') in
    GITCRYPT | U2FsdGVkX1) printf 'encrypted %s%s%s\n' "$3$path" "$tab" "$2" ;;
    esac
  done
}
# fetch_lfs GIT-DIR COMMIT URL PREFIX
fetch_lfs() (
  export GIT_INDEX_FILE="$work/index"
  rm -f "$work/index"
  git --git-dir "$1" read-tree "$2"
  list_lfs "$1" "$work/empty" | tr '\n\0' '\1\n' >"$work/named"
  : >"$work/pointers"
  while IFS= read -r path; do
    file=$(printf '%s_' "$path" | tr '\1' '\n')
    oid=$(git --git-dir "$1" cat-file blob ":${file%_}" | head -c 1024 | tr -d '\0' |
      sed -n '1{/^version https:\/\/git-lfs/!q};s/^oid sha256:\([0-9a-f]\{64\}\)$/\1/p')
    [ -z "$oid" ] || printf '%s %s\n' "$oid" "$path" >>"$work/pointers"
  done <"$work/named"
  git --git-dir "$1" grep -hoE '[[:space:]]filter=[A-Za-z0-9_.-]+' "$2" -- ':(glob)**/.gitattributes' |
    sed 's/.*=//' | sort -u | while read -r name; do
    [ "$name" = lfs ] || git config --get "filter.$name.smudge" >/dev/null ||
      git config --get "filter.$name.process" >/dev/null || {
      printf 'filter %s%s\n' "$tab" "$name"
      list_encrypted "$1" "$name" "$4"
    }
  done
  [ -s "$work/pointers" ] || exit 0
  if ! git lfs version >/dev/null 2>&1; then
    while read -r _ path; do printf 'lfs %s%s\n' "$4$path" "$tab"; done <"$work/pointers"
    exit 0
  fi
  [ "$lfs" = yes ] || exit 0
  url=$(setting "$1" "$2:.lfsconfig" lfs.url)
  if [ -n "$url" ] && ! allowed "$url" no; then
    printf 'refused %s.lfsconfig%s%s\n' "$4" "$tab" "lfs.url"
    exit 0
  fi
  git --git-dir "$1" -c "remote.roost.url=$3" ${url:+-c "lfs.url=$url"} -c lfs.fetchinclude= -c lfs.fetchexclude= \
    -c lfs.allowincompletepush=false lfs fetch roost "$2" >"$work/stderr" 2>&1 </dev/null || :
  while read -r oid path; do
    [ -f "$1/lfs/objects/$(printf %.2s "$oid")/$(printf %.4s "$oid" | cut -c 3-4)/$oid" ] ||
      printf 'unfetched %s%s%s\n' "$4$path" "$tab" "$(said)"
  done <"$work/pointers"
)
# fetch_modules GIT-DIR COMMIT URL PREFIX DEPTH
fetch_modules() (
  fetch_lfs "$1" "$2" "$3" "$4"
  list_modules "$1" "$2" >"$work/modules-$5"
  while read -r pin path; do
    case $path in *"$(printf '\001')"*) continue ;; esac
    name=$(module_of "$1" "$2" "$path")
    url=
    [ -z "$name" ] || url=$(setting "$1" "$2:.gitmodules" "submodule.$name.url")
    [ -z "$name" ] || [ "$(setting "$1" "$2:.gitmodules" "submodule.$name.update")" != none ] || continue
    if [ -z "$url" ]; then
      printf 'nourl %s%s\n' "$4$path" "$tab"
      continue
    fi
    relative=no
    case $url in ./* | ../*) relative=yes url=$(resolved "$3" "$url") ;; esac
    if ! allowed "$url" "$relative" || [ "$5" -ge 10 ]; then
      printf 'refused %s%s\n' "$4$path" "$tab"
      continue
    fi
    [ -e "$modules/HEAD" ] || git init -q --bare "$modules"
    if ! git --git-dir "$modules" cat-file -e "$pin^{commit}" 2>/dev/null; then
      # A server may give no commit by its hash.
      GIT_ALLOW_PROTOCOL=$protocols git --git-dir "$modules" fetch -q --no-tags --no-recurse-submodules --depth 1 -- \
        "$url" "$pin" 2>"$work/stderr" ||
        GIT_ALLOW_PROTOCOL=$protocols git --git-dir "$modules" fetch -q --no-tags --no-recurse-submodules -- \
          "$url" '+refs/heads/*:refs/roost/heads/*' 2>"$work/stderr" || :
      if ! git --git-dir "$modules" cat-file -e "$pin^{commit}" 2>/dev/null; then
        [ -s "$work/stderr" ] || echo "the commit $pin is not there" >"$work/stderr"
        printf 'unfetched %s%s%s\n' "$4$path" "$tab" "$(said)"
        continue
      fi
    fi
    git --git-dir "$modules" update-ref "refs/roost/modules/$pin" "$pin"
    fetch_modules "$modules" "$pin" "$url" "$4$path/" "$(($5 + 1))"
  done <"$work/modules-$5"
)
fetch_modules "$mirror" "$2" "$repository" '' 0
