#!/bin/sh
# images.sh builds the images obrolan-server and obrolan-client (or those that
# OBROLAN_PARTS names: "server client lab"), and first sees to the builder image:
# it is here, or its registry has it, or it is made of this machine's Go.
#
#   images.sh         for this engine's architecture
#   images.sh ARCH    for another one (amd64, arm64), tagged with its name
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_engine
parts=${OBROLAN_PARTS:-server client}
arch=${1:-}
tag=${arch:-latest}
base=$(builder_image)

if ! image_here "$base"; then
	echo "Fetching $base ..."
	if ! pull "$base"; then
		if image_here "obrolan-server:$tag" && image_here "obrolan-client:$tag" && ! command -v go >/dev/null 2>&1; then
			complain "There is no $base to build with: using the images that are here." \
				"they may be older than the sources"
			exit 0
		fi
		echo "Its registry can't be reached: making a stand-in."
		scripts/offline-base.sh
	fi
fi

echo "Building the images (the first time takes a minute or two) ..."
log=dist/images.log
mkdir -p dist
: >"$log"
# Words on purpose.
# shellcheck disable=SC2086
for part in $parts; do
	set -- --force-rm --file "Dockerfile.$part" --tag "obrolan-$part:$tag" --build-arg "GOPROXY=${GOPROXY:-}"
	[ -z "$arch" ] || set -- "$@" --build-arg "TARGETARCH=$arch"
	if ! docker build "$@" . >>"$log" 2>&1; then
		tail -n 30 "$log" >&2
		die "obrolan-$part could not be built." \
			"the last lines are above, all of them in $log; 'make doctor' looks at the machine"
	fi
done
