#!/usr/bin/env bash
# e2e.sh runs the scenarios on real containers, from images built of the
# Dockerfiles.
#
#   e2e.sh                 all of them, with the compose that is here
#   e2e.sh compose         those in e2e/compose*_test.go, with Compose v5 and
#                          BuildKit
#
# Where CI is set, a scenario that was skipped is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/engine.sh

command -v go >/dev/null || die "There is no Go on this machine." "install Go $(sed -n 's/^go //p' go.mod) or newer"
need_compose

pattern=.
if [ "${1:-}" = compose ]; then
	pattern="^($(sed -n 's/^func \(Test[A-Za-z0-9_]*\)(.*/\1/p' e2e/compose*_test.go | paste -s -d '|' -))\$"
	# Another configuration folder must not mean another engine.
	if [ -z "${DOCKER_HOST:-}" ]; then
		DOCKER_HOST=$(docker context inspect --format '{{.Endpoints.docker.Host}}')
	fi
	scripts/compose-v5.sh
	DOCKER_CONFIG=$(scripts/compose-v5.sh --where)
	COMPOSE="docker compose"
	DOCKER_BUILDKIT=1
	export DOCKER_HOST DOCKER_CONFIG DOCKER_BUILDKIT
	need_compose
else
	COMPOSE=$(compose_words)
fi
export COMPOSE
OBROLAN_PARTS="server client lab" scripts/images.sh
if [ "${1:-}" = compose ]; then
	compose --profile eve build >dist/compose-build.log 2>&1 || die "Compose v5 could not build the images." "why is in dist/compose-build.log"
fi
echo "Scenarios run with $COMPOSE $($COMPOSE version --short)."

# Beside an engine of its own, a machine with /.dockerenv is no container whose
# host is behind the gateway, though testcontainers thinks so.
if [ -e /.dockerenv ] && [ "$(docker info --format '{{.Name}}')" = "$(uname -n)" ]; then
	export TESTCONTAINERS_HOST_OVERRIDE=${TESTCONTAINERS_HOST_OVERRIDE:-127.0.0.1}
fi

# Ryuk removes what an interrupted run leaves; without it the tests do.
if [ -z "${TESTCONTAINERS_RYUK_DISABLED:-}" ]; then
	sources=$(go list -m -f '{{.Dir}}' github.com/testcontainers/testcontainers-go)
	ryuk=$(sed -n 's/.*ReaperDefaultImage *= *"\(.*\)".*/\1/p' "$sources"/internal/config/*.go | head -n 1)
	if [ -n "$ryuk" ] && ! image_here "$ryuk" && ! pull "$ryuk"; then
		echo "The image $ryuk can't be had: the tests clean up by themselves."
		export TESTCONTAINERS_RYUK_DISABLED=true
	fi
fi

# What testcontainers tells of each container goes into the report alone.
chatter='^=== (RUN|PAUSE|CONT|NAME) |^20../../.. ..:..:.. (🐳|✅|🔔|🚫|⏳|🔥)'
mkdir -p e2e/logs
report=e2e/logs/${1:-all}.txt
# Most of a scenario is waiting: more run side by side than there are cores.
go test -v -count=1 -parallel "${E2E_PARALLEL:-6}" -timeout "${E2E_TIMEOUT:-30m}" -run "$pattern" ./e2e/... 2>&1 |
	tee "$report" | grep -vE "$chatter" ||
	die "Scenarios failed: $(sed -n 's/^ *--- FAIL: \([^ ]*\).*/\1/p' "$report" | tr '\n' ' ')" \
		"the whole run is in $report, the containers' logs beside it"
grep -q '^--- \(PASS\|SKIP\)' "$report" || die "No scenario ran." "scenarios about compose are in e2e/compose*_test.go"
skipped=$(sed -n 's/^ *--- SKIP: \([^ ]*\).*/\1/p' "$report" | tr '\n' ' ')
if [ -n "$skipped" ]; then
	complain "Scenarios were skipped: $skipped" "'make doctor' says what is missing"
	[ -z "${CI:-}" ] || exit 1
fi
