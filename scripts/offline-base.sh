#!/bin/sh
# offline-base.sh makes a stand-in for the builder image out of this machine's
# own Go, for machines that reach no registry: the Go tree, the certificates,
# and the modules of go.mod, so that a build needs no network either. The
# stand-in has no shell, which is why the Dockerfiles use RUN ["..."] alone.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_engine
base=$(builder_image)
stand_in=obrolan.stand-in

if image_here "$base" && [ "$(docker image inspect --format "{{index .Config.Labels \"$stand_in\"}}" "$base")" = "" ]; then
	echo "$base is there, and it is the real one: nothing to do."
	exit 0
fi
command -v go >/dev/null 2>&1 || die "There is no Go on this machine to make $base out of." \
	"install Go $(sed -n 's/^go //p' go.mod) or newer, or load the image from a file (docker load)"
engine_arch=$(docker version --format '{{.Server.Os}}/{{.Server.Arch}}')
go_arch=$(go env GOHOSTOS)/$(go env GOHOSTARCH)
[ "$engine_arch" = "$go_arch" ] || die "This machine's Go is for $go_arch, and the engine runs $engine_arch: a stand-in for $base can't be made of it." \
	"load $base from a file (docker load) that a machine with a registry saved (docker save)"

goroot=$(go env GOROOT)
stage=.offline-base
rm -rf "$stage"
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/tmp" "$stage/etc/ssl/certs" "$stage/usr/local/go/pkg"

# The tree is made of symbolic links, which tar follows (-h).
for part in bin src lib go.env VERSION pkg/tool pkg/include; do
	[ ! -e "$goroot/$part" ] || ln -s "$goroot/$part" "$stage/usr/local/go/$part"
done
for bundle in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
	if [ -n "$bundle" ] && [ -f "$bundle" ]; then
		ln -s "$bundle" "$stage/etc/ssl/certs/ca-certificates.crt"
		break
	fi
done

# The modules come from this machine's cache where they are in it.
echo "Collecting the modules of go.mod ..."
own_cache=$(go env GOMODCACHE)
mkdir -p "$stage/mod"
GOFLAGS=-modcacherw GOMODCACHE="$PWD/$stage/mod" GOPROXY="file://$own_cache/cache/download,$(go env GOPROXY)" \
	go mod download || die "Not all modules of go.mod are in this machine's cache, and the module proxy did not answer." \
	"connect once and run 'go mod download'"
mkdir -p "$stage/go/pkg/mod"
mv "$stage/mod/cache" "$stage/go/pkg/mod/cache"
rm -rf "$stage/mod"

echo "Importing $(go env GOVERSION) as $base ..."
tar -C "$stage" -chf - --exclude='*_test.go' --exclude=testdata --exclude=src/cmd tmp etc usr go |
	docker import \
		--change 'ENV PATH=/usr/local/go/bin' \
		--change 'ENV HOME=/root' \
		--change 'ENV GOPATH=/go' \
		--change 'ENV GOTOOLCHAIN=local' \
		--change 'ENV CGO_ENABLED=0' \
		--change "ENV GOPROXY=$(go env GOPROXY)" \
		--change "LABEL $stand_in=$(go env GOVERSION)" \
		--message "stand-in made of this machine's Go" \
		- "$base" >/dev/null
echo "$base now stands for this machine's $(go env GOVERSION). 'docker pull $base' replaces it by the real one."
