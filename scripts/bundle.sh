#!/bin/sh
# bundle.sh packs the lab into one archive, for laptops without registry,
# sources or Go: images, compose file, a start script and a page that says how.
#
#   bundle.sh          for this engine's architecture
#   bundle.sh ARCH     for amd64 or arm64
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_engine
own=$(docker version --format '{{.Server.Arch}}')
arch=${1:-$own}
case $arch in
amd64 | arm64) ;;
*) die "There are no bundles for '$arch'." "make bundle ARCH=amd64, or ARCH=arm64" ;;
esac
command -v go >/dev/null 2>&1 || die "There is no Go on this machine." "install Go $(sed -n 's/^go //p' go.mod) or newer"

export OBROLAN_PARTS="server client lab"
tag=latest
if [ "$arch" = "$own" ]; then
	scripts/images.sh
else
	tag=$arch
	scripts/images.sh "$arch"
fi
stage=dist/bundle-$arch
out=dist/obrolan-$arch.tar.gz
rm -rf "$stage"
mkdir -p "$stage/obrolan"
docker save "obrolan-server:$tag" "obrolan-client:$tag" "obrolan-lab:$tag" |
	go run ./scripts/bundle/relabel -arch "$arch" -tag latest | gzip -9 >"$stage/obrolan/images.tar.gz"
# No status of a pipe's middle in sh: an archive cut short has no manifest.
gzip -dc "$stage/obrolan/images.tar.gz" | tar -tf - | grep -q '^manifest.json$' ||
	die "The images could not be packed." "what went wrong is printed above"
[ "$tag" = latest ] || docker image rm "obrolan-server:$tag" "obrolan-client:$tag" "obrolan-lab:$tag" >/dev/null
# The images are there, once loaded: nothing to build, nothing to fetch.
sed 's/^\( *\)build: .*/\1pull_policy: never/' compose.yaml >"$stage/obrolan/compose.yaml"
cp scripts/bundle/start.sh "$stage/obrolan/start.sh"
sed "s/@ARCH@/$arch/g" scripts/bundle/START.md >"$stage/obrolan/START.md"
cp LICENSE "$stage/obrolan/LICENSE"
tar -C "$stage" -czf "$out" obrolan
rm -rf "$stage"
echo "$out ($(($(wc -c <"$out") / 1000000)) MB): copy it to $arch machines, unpack it there (tar xzf), and run ./start.sh"
