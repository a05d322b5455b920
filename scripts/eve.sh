#!/bin/sh
# eve.sh puts Eve beside the running server, in its network, and shows what she
# says until Ctrl-C; she listens on. A server that was made anew leaves her in a
# network that is dead: so she is made anew each time. What she captured before
# stays.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh
. scripts/lab.sh

need_compose
[ -n "$(service_ids server)" ] || die "The room is not open, so there is nothing to listen to." "make up"
lab_image
load_exercise
start_eve
echo "Eve listens. 'make capture' copies what she captured to here; she stays until 'make down'."
if [ -t 1 ]; then
	echo "What she hears (Ctrl-C ends the showing, not the listening):"
	trap 'exit 0' INT
	docker logs --follow "$(service_ids eve)"
fi
