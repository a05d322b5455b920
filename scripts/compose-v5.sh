#!/bin/sh
# compose-v5.sh builds the compose and the builder that users have today, at the
# versions that tools/ pins, as plugins in a configuration folder of their own:
# nothing of the user's is touched. The folder is kept between runs.
#
#   compose-v5.sh          builds what is not there yet
#   compose-v5.sh --where  prints the folder, for DOCKER_CONFIG
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

pinned() { # pinned FOLDER MODULE: the version that a module of tools/ asks for
	sed -n "s|^.*$2 \(v[^ ]*\).*|\1|p" "tools/$1/go.mod" | head -n 1
}
compose=$(pinned compose github.com/docker/compose/v5)
buildx=$(pinned buildx github.com/docker/buildx)
config=${XDG_CACHE_HOME:-$HOME/.cache}/obrolan/compose-$compose-buildx-$buildx

if [ "${1:-}" = --where ]; then
	printf '%s\n' "$config"
	exit 0
fi

command -v go >/dev/null 2>&1 || die "There is no Go on this machine." "install Go $(sed -n 's/^go //p' go.mod) or newer"
mkdir -p "$config/cli-plugins"

# build FOLDER PACKAGE VARIABLE VERSION PLUGIN. Both ask one another's version,
# so it must be linked in.
build() {
	plugin=$config/cli-plugins/$5
	[ ! -x "$plugin" ] || return 0
	echo "Building $5 $4 (once, about a minute) ..."
	(cd "tools/$1" && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X $3=$4" -o "$plugin.new" "$2") ||
		die "$5 $4 could not be built." "it is fetched from the module proxy: check the connection"
	mv "$plugin.new" "$plugin"
}
build compose github.com/docker/compose/v5/cmd github.com/docker/compose/v5/internal.Version "$compose" docker-compose
build buildx github.com/docker/buildx/cmd/buildx github.com/docker/buildx/version.Version "$buildx" docker-buildx
