#!/bin/sh
# images.sh PART... builds obrolan-PART for each of server, client and lab. It first sees to the builder image, which is here,
# or fetched, or made of this machine's Go. With OBROLAN_ARCH=arm64 the images are for that architecture, and tagged so.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_engine
tag=${OBROLAN_ARCH:-latest}
base=$(builder_image)

images_here() {
	for part in "$@"; do image_here "obrolan-$part:$tag" || return 1; done
}

# The scenarios build the images before they start; none may change while others use it.
[ "${OBROLAN_IMAGES:-}" != built ] || ! images_here "$@" || exit 0

if ! image_here "$base"; then
	echo "Fetching $base ..."
	if ! within "${OBROLAN_PULL_LIMIT:-900}" docker pull --quiet "$base"; then
		if images_here "$@" && ! command -v go >/dev/null 2>&1; then
			complain "There is no $base to build with: using the images that are here." "they may be older than the sources"
			exit 0
		fi
		echo "It can't be fetched: making a stand-in."
		scripts/offline-base.sh
	fi
fi

echo "Building the images (the first time takes a minute or two) ..."
mkdir -p dist
: >dist/images.log
for part in "$@"; do
	docker build --force-rm --file "Dockerfile.$part" --tag "obrolan-$part:$tag" --build-arg "GOPROXY=${GOPROXY:-}" \
		${OBROLAN_ARCH:+--build-arg "TARGETARCH=$OBROLAN_ARCH"} . >>dist/images.log 2>&1 && continue
	tail -n 30 dist/images.log >&2
	die "obrolan-$part could not be built." "the last lines are above, all of them in dist/images.log; 'make doctor' looks at the machine"
done
