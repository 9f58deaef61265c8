#!/bin/sh
# Usage: . image-facts.sh
# shellcheck disable=SC2154 # The program that sources it has it.
# Needs $container. Lines for the manifest: the image that it runs.
image_facts() {
  docker inspect -f 'image-id {{.Image}}
image-ref {{.Config.Image}}' "$container" 2>/dev/null || :
  image=$(docker inspect -f '{{.Image}}' "$container" 2>/dev/null) &&
    docker image inspect -f '{{range .RepoDigests}}digest {{.}}
{{end}}' "$image" 2>/dev/null || :
}
