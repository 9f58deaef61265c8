#!/bin/sh
# Usage: . about.sh
# about_volume VOLUME: prints lines for the manifest.
about_volume() {
  echo "volume $1"
  docker volume inspect -f 'driver {{.Driver}}
labels {{json .Labels}}
{{range $key, $value := .Options}}option {{$key}}
{{end}}' "$1" 2>/dev/null || :
}
