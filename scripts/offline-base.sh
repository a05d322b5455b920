#!/bin/sh
# offline-base.sh makes a stand-in for the builder image from this machine's own Go, for machines that reach no registry: the Go
# tree, the certificates, and the modules of go.mod, so that a build needs no network either. The stand-in has no shell, which
# is why the Dockerfiles use RUN ["..."].
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_engine
base=$(builder_image)
if image_here "$base" && [ -z "$(docker image inspect --format '{{index .Config.Labels "obrolan.stand-in"}}' "$base")" ]; then
	echo "$base is there, and it is the real one: nothing to do."
	exit 0
fi
need_go
engine_arch=$(docker version --format '{{.Server.Os}}/{{.Server.Arch}}')
go_arch=$(go env GOHOSTOS)/$(go env GOHOSTARCH)
[ "$engine_arch" = "$go_arch" ] || die "This machine's Go is for $go_arch, and the engine runs $engine_arch: it can't stand in for $base." \
	"load $base from a file (docker load) that a machine with a registry saved (docker save)"

stage=.offline-base
rm -rf "$stage"
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/tmp" "$stage/etc/ssl/certs" "$stage/usr/local/go/pkg" "$stage/go/pkg/mod"

# The tree is made of symbolic links, which tar follows (-h).
goroot=$(go env GOROOT)
for part in bin src lib go.env VERSION pkg/tool pkg/include; do
	[ ! -e "$goroot/$part" ] || ln -s "$goroot/$part" "$stage/usr/local/go/$part"
done
for bundle in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
	[ ! -f "$bundle" ] || { ln -s "$bundle" "$stage/etc/ssl/certs/ca-certificates.crt" && break; }
done

echo "Collecting the modules of go.mod ..."
GOFLAGS=-modcacherw GOMODCACHE="$PWD/$stage/mod" GOPROXY="file://$(go env GOMODCACHE)/cache/download,$(go env GOPROXY)" \
	go mod download || die "Not all modules of go.mod are in this machine's cache, and the module proxy did not answer." "connect once and run 'go mod download'"
mv "$stage/mod/cache" "$stage/go/pkg/mod/cache"

echo "Importing $(go env GOVERSION) as $base ..."
set --
for change in 'ENV PATH=/usr/local/go/bin' 'ENV HOME=/root' 'ENV GOPATH=/go' 'ENV GOTOOLCHAIN=local' 'ENV CGO_ENABLED=0' \
	"ENV GOPROXY=$(go env GOPROXY)" "LABEL obrolan.stand-in=$(go env GOVERSION)"; do
	set -- "$@" --change "$change"
done
tar -C "$stage" -chf - --exclude='*_test.go' --exclude=testdata --exclude=src/cmd tmp etc usr go |
	docker import "$@" --message "stand-in made of this machine's Go" - "$base" >/dev/null
echo "$base now stands for this machine's $(go env GOVERSION). 'docker pull $base' replaces it by the real one."
