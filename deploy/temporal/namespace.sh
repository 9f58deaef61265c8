#!/bin/sh
# The namespace, its retention and roost's search attributes. Safe to repeat.
set -eu

attributes='RoostApp RoostHost RoostWorkflow RoostCommit RoostOutcome RoostOperation RoostSnapshot RoostBy'

tries=0
until temporal operator cluster health > /dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || exit 1
  sleep 1
done

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi

# A new namespace is known to all parts of the server after a few seconds.
until present=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE"); do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || exit 1
  sleep 1
done

for attribute in $attributes; do
  printf '%s\n' "$present" | grep -q "^ *$attribute " && continue
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$attribute" --type Keyword
done

# The frontend knows new attributes only when it has read the namespace again: a run that came earlier would be refused.
for attribute in $attributes; do
  until temporal workflow list --namespace "$TEMPORAL_NAMESPACE" --limit 1 --query "$attribute = '-'" > /dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || exit 1
    sleep 1
  done
done
