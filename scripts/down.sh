#!/bin/sh
# down.sh closes the room: its services, of every profile, and the people who are still joined; then the network.
#
#   down.sh            keeps the volumes
#   down.sh --volumes  removes them too
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_compose
export COMPOSE_PROFILES=client,eve,check
set -- down --remove-orphans --timeout 5 "$@"
for file in compose.exercise-*.yaml compose.yaml; do set -- --file "$file" "$@"; done
# A client that was just stopped may be removed by its own `run --rm` at the same time, on which Compose fails.
compose "$@" || compose "$@"
echo "The room is closed."
