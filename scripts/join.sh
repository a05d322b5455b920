#!/bin/sh
# join.sh puts one more person into the room: OBROLAN_USERNAME, where that is set. OBROLAN_SERVER=HOST:PORT joins the room of
# another machine.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_compose
need_settings
if ! image_here obrolan-client || ! image_here obrolan-server; then
	scripts/images.sh server client
fi
case $server in
127.* | localhost*) complain "OBROLAN_SERVER is $server: in a container that is the container itself." \
	"unset OBROLAN_SERVER to join the room of this machine" ;;
esac
set -- client
# Without a terminal nobody can be asked. The bots' service has the room's password.
[ -t 0 ] || set -- -T -e OBROLAN_USERNAME -e OBROLAN_LANG -e LANG -e LC_ALL bot chat
# A room that is open stays as it is: newer versions of Compose would replace its server where the settings of this shell are
# not those that opened it.
if [ "$server" != server:9999 ] || room_address >/dev/null; then
	set -- --no-deps "$@"
fi
compose run --rm "$@"
