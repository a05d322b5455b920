#!/bin/sh
# join.sh puts one more person into the room. OBROLAN_USERNAME, where it is set,
# is the name. OBROLAN_SERVER=HOST:PORT joins another machine's room.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_compose
if ! image_here obrolan-client || ! image_here obrolan-server; then
	scripts/images.sh
fi
set -- run --rm
elsewhere=$(setting OBROLAN_SERVER "")
case $elsewhere in
127.* | localhost*)
	complain "OBROLAN_SERVER is $elsewhere: in a container that is the container itself." \
		"unset OBROLAN_SERVER to join the room of this machine"
	;;
esac
# A room that is open stays as it is: newer generations of compose would make its
# server anew where this shell's settings are not those that opened it.
open=$(docker ps --quiet --filter "label=com.docker.compose.project=$(compose_project)" --filter label=com.docker.compose.service=server)
[ -z "$elsewhere$open" ] || set -- "$@" --no-deps
if [ ! -t 0 ]; then # nobody is there to be asked
	OBROLAN_PASSWORD=$(setting OBROLAN_PASSWORD 12345)
	export OBROLAN_PASSWORD
	set -- "$@" -T -e OBROLAN_PASSWORD
fi
compose "$@" client
