#!/bin/sh
# bench.sh runs the benchmarks that match a pattern: those beside the code, then
# those against peers, which are a module of their own.
set -eu
cd "$(dirname "$0")/.."

pattern=${1:-.}
found=$(grep -rl --include='*_test.go' '^func Benchmark' services shared 2>/dev/null | sed 's|^|./|; s|/[^/]*$||' | sort -u)
# Folders of ours, one word each.
# shellcheck disable=SC2086
[ -z "$found" ] || go test -run '^$' -bench "$pattern" -benchmem $found
if [ -f bench/go.mod ]; then
	cd bench
	go test -run '^$' -bench "$pattern" -benchmem ./...
fi
