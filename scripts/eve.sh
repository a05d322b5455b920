#!/bin/sh
# eve.sh starts Eve beside the running server and shows what she says until Ctrl-C; she listens on. Her container is replaced
# each time: a new server container leaves the old one in a network without interfaces. Her captures stay.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_compose
room_address >/dev/null || die "The room is not open, so there is nothing to listen to." "make up"
image_here obrolan-lab || scripts/images.sh lab
# In an exercise she breaks no key.
exercise=$(docker inspect --format '{{index .Config.Labels "obrolan.exercise"}}' "$(compose ps -q server)")
set -- --file compose.yaml ${exercise:+--file "compose.exercise-$exercise.yaml"} --profile eve
[ -z "$(compose "$@" ps --all --quiet eve)" ] || compose "$@" rm --stop --force eve
compose "$@" up -d --no-deps eve || die "Eve could not be started." "compose says why, above"
echo "Eve listens. 'make capture' copies what she captured to here; she stays until 'make down'."
if [ -t 1 ]; then
	echo "What she hears (Ctrl-C ends the showing, not the listening):"
	trap 'exit 0' INT
	docker logs --follow "$(compose "$@" ps --quiet eve)" # without a prefix that breaks long lines
fi
