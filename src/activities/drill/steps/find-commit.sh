#!/bin/sh
# Usage: find-commit COMMIT REPOSITORY...
# Prints the first that has COMMIT with all its files, if one has. None is changed.
commit=$1
shift
for repository; do
  [ -d "$repository" ] || continue
  git --git-dir "$repository" rev-list --objects --no-object-names --quiet --no-walk "$commit" 2>/dev/null || continue
  echo "$repository"
  exit 0
done
