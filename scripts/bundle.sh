#!/bin/sh
# bundle.sh packs the lab into one archive, for laptops without a registry, sources or Go: images, compose files, a start script
# and a page that says how.
#
#   bundle.sh          for this engine's architecture
#   bundle.sh ARCH     for amd64 or arm64
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_engine
need_go
own=$(docker version --format '{{.Server.Arch}}')
arch=${1:-$own}
case $arch in
"$own") tag=latest && scripts/images.sh server client lab ;;
amd64 | arm64) tag=$arch && OBROLAN_ARCH=$arch scripts/images.sh server client lab ;;
*) die "There are no bundles for '$arch'." "make bundle ARCH=amd64, or ARCH=arm64" ;;
esac
set -- "obrolan-server:$tag" "obrolan-client:$tag" "obrolan-lab:$tag"

stage=dist/bundle-$arch/obrolan
out=dist/obrolan-$arch.tar.gz
rm -rf "dist/bundle-$arch"
mkdir -p "$stage"
docker save "$@" | go run ./scripts/bundle/relabel -arch "$arch" -tag latest | gzip -9 >"$stage/images.tar.gz"
# sh has no status of a pipe's middle: an archive that was cut short has no manifest.
gzip -dc "$stage/images.tar.gz" | tar -tf - | grep -q '^manifest.json$' || die "The images could not be packed." "what went wrong is printed above"
[ "$tag" = latest ] || docker image rm "$@" >/dev/null
for file in compose*.yaml; do # the images are there: nothing to build or to fetch
	sed 's/^\( *\)build: .*/\1pull_policy: never/' "$file" >"$stage/$file"
done
sed "s/@ARCH@/$arch/g" scripts/bundle/START.md >"$stage/START.md"
cp scripts/bundle/start.sh LICENSE "$stage"
tar -C "dist/bundle-$arch" -czf "$out" obrolan
rm -rf "dist/bundle-$arch"
echo "$out ($(($(wc -c <"$out") / 1000000)) MB): copy it to $arch machines, unpack it there (tar xzf), and run ./start.sh"
