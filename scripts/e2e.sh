#!/usr/bin/env bash
# e2e.sh runs the scenarios on real containers, with images built from the Dockerfiles.
#
#   e2e.sh             all of them, with the Compose that is here
#   e2e.sh compose     those in e2e/compose*_test.go, with Compose v5 and BuildKit
#
# Where CI is set, a skipped scenario is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_go
need_engine
pattern=.
if [ "${1:-}" = compose ]; then
	pattern="^($(sed -n 's/^func \(Test[A-Za-z0-9_]*\)(.*/\1/p' e2e/compose*_test.go | paste -s -d '|' -))\$"
	# Another configuration folder must not mean another engine.
	DOCKER_HOST=${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}')}
	DOCKER_CONFIG=$(scripts/compose-v5.sh)
	export DOCKER_HOST DOCKER_CONFIG DOCKER_BUILDKIT=1 COMPOSE="docker compose"
fi
need_compose
scripts/images.sh server client lab
if [ "${1:-}" = compose ]; then
	compose --profile eve build >dist/compose-build.log 2>&1 || die "Compose v5 could not build the images." "why is in dist/compose-build.log"
fi
echo "Scenarios run with $COMPOSE $(compose version --short)."

# testcontainers takes a machine with /.dockerenv for a container whose host is behind the gateway. One with an engine of its
# own is none.
if [ -e /.dockerenv ] && [ "$(docker info --format '{{.Name}}')" = "$(uname -n)" ]; then
	export TESTCONTAINERS_HOST_OVERRIDE=${TESTCONTAINERS_HOST_OVERRIDE:-127.0.0.1}
fi
# Ryuk removes what an interrupted run leaves. Without its image, the tests do.
if [ -z "${TESTCONTAINERS_RYUK_DISABLED:-}" ]; then
	ryuk=$(sed -n 's/.*ReaperDefaultImage *= *"\(.*\)".*/\1/p' "$(go list -m -f '{{.Dir}}' github.com/testcontainers/testcontainers-go)"/internal/config/*.go)
	if ! image_here "$ryuk" && ! within 120 docker pull --quiet "$ryuk"; then
		export TESTCONTAINERS_RYUK_DISABLED=true
	fi
fi

# What testcontainers prints about each container goes into the report alone.
chatter='^=== (RUN|PAUSE|CONT|NAME) |^20../../.. ..:..:.. (🐳|✅|🔔|🚫|⏳|🔥)'
mkdir -p e2e/logs
report=e2e/logs/${1:-all}.txt
# Scenarios mostly wait: more of them run side by side than there are cores.
go test -v -count=1 -parallel "${E2E_PARALLEL:-6}" -timeout "${E2E_TIMEOUT:-30m}" -run "$pattern" ./e2e/... 2>&1 |
	tee "$report" | grep -vE "$chatter" ||
	die "Scenarios failed: $(sed -n 's/^ *--- FAIL: \([^ ]*\).*/\1/p' "$report" | tr '\n' ' ')" "the whole run is in $report, the containers' logs beside it"
grep -q '^--- \(PASS\|SKIP\)' "$report" || die "No scenario ran." "scenarios about Compose are in e2e/compose*_test.go"
skipped=$(sed -n 's/^ *--- SKIP: \([^ ]*\).*/\1/p' "$report" | tr '\n' ' ')
if [ -n "$skipped" ]; then
	complain "Scenarios were skipped: $skipped" "'make doctor' says what is missing"
	[ -z "${CI:-}" ] || exit 1
fi
