#!/bin/sh
# fuzz.sh runs each fuzz test for FUZZTIME (10s). It ends at the first finding,
# which `go test` keeps under testdata/fuzz.
set -eu
cd "$(dirname "$0")/.."

found=$(find . -name '*_test.go' -exec grep -H '^func Fuzz' {} + |
	sed 's|^\(.*\)/[^/]*:func \(Fuzz[A-Za-z0-9_]*\).*|\1 \2|' | sort)
echo "$found" | while read -r folder name; do
	[ -n "$name" ] || continue
	echo "$folder $name"
	go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-10s}" "$folder" </dev/null
done
