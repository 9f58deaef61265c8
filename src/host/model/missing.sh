#!/bin/sh
# Usage: missing [network|volume|path|runtime NAME]...
# Prints the pairs that are not there, a NUL after each word. A daemon that does not answer is a failure.
# visible PATH: whether the SSH user can see if it is there.
visible() {
  at=$1
  until [ -e "$at" ]; do at=$(dirname "$at"); done
  [ -x "$at" ]
}
while [ $# -gt 1 ]; do
  case $1 in
  path) [ -e "$2" ] || ! visible "$2" || printf '%s\0%s\0' "$1" "$2" ;;
  runtime)
    known=$(docker info --format '{{range $name, $_ := .Runtimes}}{{println $name}}{{end}}') || exit
    printf '%s\n' "$known" | grep -qxF -e "$2" || printf '%s\0%s\0' "$1" "$2"
    ;;
  *)
    docker "$1" inspect -- "$2" >/dev/null 2>&1 || {
      docker version >/dev/null || exit
      printf '%s\0%s\0' "$1" "$2"
    }
    ;;
  esac
  shift 2
done
