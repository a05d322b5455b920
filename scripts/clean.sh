#!/bin/sh
# clean.sh removes what was built here: programs, archives, logs, and our images
# with the stages that they were compiled in. The builder image stays.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

rm -rf bin dist e2e/logs .offline-base coverage.out
if engine_answers; then
	sed -n 's/^ *image: *\(obrolan-[a-z]*\)$/\1/p' compose.yaml | sort -u | while read -r image; do
		docker image rm "$image" >/dev/null 2>&1 || :
	done
	docker image prune --force --filter label=obrolan.stage=build >/dev/null
fi
