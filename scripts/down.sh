#!/bin/sh
# down.sh closes the room: every container that compose has started for it, of
# whatever profile, with whoever is still joined, and then the network. It goes
# by compose's labels, which every generation of compose sets alike, while their
# own `down` differ in what they leave behind.
#
#   down.sh            keeps the volumes
#   down.sh --volumes  removes them too
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_engine
label=com.docker.compose.project=$(compose_project)

# People and bots leave before the server goes.
for only in label=com.docker.compose.oneoff=True label=com.docker.compose.service=bot ""; do
	ids=$(docker ps --all --quiet --filter "label=$label" ${only:+--filter "$only"})
	[ -n "$ids" ] || continue
	# Identifiers, one word each. A `run --rm` may be first to remove its own.
	# shellcheck disable=SC2086
	docker stop -t 5 $ids >/dev/null 2>&1 || :
	# shellcheck disable=SC2086
	docker rm --force --volumes $ids >/dev/null 2>&1 || :
done

remove() { # remove KIND: what is left of networks or volumes
	docker "$1" ls --format '{{.Name}}' --filter "label=$label" | while read -r name; do
		docker "$1" rm "$name" >/dev/null && echo "Removed $1 $name."
	done
}
remove network
if [ "${1:-}" = --volumes ]; then
	remove volume
fi

left=$(docker ps --all --quiet --filter "label=$label")
[ -z "$left" ] || die "Some containers could not be removed: $left" "'docker ps --all' shows them; try again"
echo "The room is closed."
