#!/bin/sh
# compose-v5.sh builds today's Compose and buildx, at the versions that tools/ pins, as plugins in a Docker configuration folder
# of their own; ~/.docker is not touched. It builds once, and prints the folder, for DOCKER_CONFIG.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_go
compose=$(go -C tools/compose list -m -f '{{.Version}}' github.com/docker/compose/v5)
buildx=$(go -C tools/buildx list -m -f '{{.Version}}' github.com/docker/buildx)
config=${XDG_CACHE_HOME:-$HOME/.cache}/obrolan/compose-$compose-buildx-$buildx
mkdir -p "$config/cli-plugins"

# plugin NAME FOLDER PACKAGE VARIABLE VERSION builds one. Each asks the other's version, which must be linked in.
plugin() {
	[ ! -x "$config/cli-plugins/$1" ] || return 0
	echo "Building $1 $5 (once, about a minute) ..." >&2
	CGO_ENABLED=0 go -C "tools/$2" build -trimpath -ldflags "-s -w -X $4=$5" -o "$config/cli-plugins/$1.new" "$3" >&2 ||
		die "$1 $5 could not be built." "it is fetched from the module proxy: check the connection"
	mv "$config/cli-plugins/$1.new" "$config/cli-plugins/$1"
}
plugin docker-compose compose github.com/docker/compose/v5/cmd github.com/docker/compose/v5/internal.Version "$compose"
plugin docker-buildx buildx github.com/docker/buildx/cmd/buildx github.com/docker/buildx/version.Version "$buildx"
printf '%s\n' "$config"
