#!/bin/sh
# lint.sh runs every check that needs neither a test nor a container.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

command -v go >/dev/null 2>&1 || die "There is no Go on this machine." "install Go $(sed -n 's/^go //p' go.mod) or newer"

step() {
	printf '%s\n' "$*"
	"$@" || die "'$*' found something." "it is printed above"
}

echo "gofmt -l ."
unformatted=$(gofmt -l .)
[ -z "$unformatted" ] || die "These files are not formatted: $(echo "$unformatted" | tr '\n' ' ')" "gofmt -w ."
step go vet ./...
step go tool staticcheck ./...
step go mod verify
step go mod tidy -diff
# The benchmarks are a module of their own.
step env -C bench go vet ./...
# The containers run on Linux, the programs elsewhere too.
for target in windows/amd64 darwin/arm64 linux/arm64; do
	step env CGO_ENABLED=0 "GOOS=${target%/*}" "GOARCH=${target#*/}" go build -o /dev/null ./services/...
done
if command -v shellcheck >/dev/null 2>&1; then
	step shellcheck -x scripts/*.sh scripts/bundle/*.sh .ci/run
fi
stage() { sed -n '/^FROM golang/,/^$/p' "$1"; }
[ "$(stage Dockerfile.server)" = "$(stage Dockerfile.client)" ] ||
	die "The first stages of Dockerfile.server and Dockerfile.client differ, so everything is compiled twice." "make them the same, line for line"
