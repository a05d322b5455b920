#!/bin/sh
# test.sh runs every test that needs no container, with the race detector where
# there is a C compiler (it needs cgo).
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

command -v go >/dev/null 2>&1 || die "There is no Go on this machine." "install Go $(sed -n 's/^go //p' go.mod) or newer"
race=-race
CGO_ENABLED=1
# CC may hold flags too: its first word is the program.
# shellcheck disable=SC2046
if ! command -v $(go env CC | cut -d' ' -f1) >/dev/null 2>&1; then
	complain "There is no C compiler, so the tests run without the race detector." "install gcc"
	race=
	CGO_ENABLED=0
fi
export CGO_ENABLED
# shellcheck disable=SC2046
go test ${race:+"$race"} -shuffle=on $(go list ./... | grep -v '^obrolan/e2e')
# The benchmarks are a module of their own: what counts for them is tested too.
go test -C bench ${race:+"$race"} -shuffle=on ./...
if command -v python3 >/dev/null 2>&1; then
	python3 e2e/peers/test_peers.py
else
	complain "There is no Python, so the peers' own test did not run." "install python3"
fi
