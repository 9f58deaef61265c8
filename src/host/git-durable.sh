#!/bin/sh
# Usage: . git-durable.sh
# What git writes is on the disk before anything refers to it: past an object or index that a power cut has left empty
# no later command gets. A git before 2.36 knows only the other name, and the later ones complain of it.
case $(git version) in
  'git version '[01].* | 'git version 2.'[0-9].* | 'git version 2.'[12][0-9].* | 'git version 2.3'[0-5].*)
    git() { command git -c core.fsyncObjectFiles=true "$@"; }
    ;;
  *) git() { command git -c core.fsync=all "$@"; } ;;
esac
