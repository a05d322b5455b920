#!/bin/sh
# start.sh runs the lab of this folder. It needs Docker, and nothing else.
#
#   ./start.sh                  open a room on this machine, with three bots
#   ./start.sh join             join it
#   ./start.sh join HOST:PORT   join the room of another machine
#   ./start.sh eve              listen in the room of this machine, and show what can be read
#   ./start.sh stop             close the room
#
# OBROLAN_BIND=0.0.0.0 ./start.sh opens the room to other machines.
set -eu
cd "$(dirname "$0")"

die() {
	printf '%s\nhint: %s\n' "$1" "$2" >&2
	exit 1
}

docker version >/dev/null 2>&1 || die "The Docker engine does not answer." "install Docker and start it"
if [ "${1:-up}" = up ] || ! docker image inspect obrolan-client >/dev/null 2>&1; then
	docker load --quiet --input images.tar.gz
fi
if docker compose version >/dev/null 2>&1; then
	compose="docker compose"
else
	compose=docker-compose
fi
# room_address prints where the open room is published.
room_address() { $compose port --protocol udp server 9999 2>/dev/null; }

case ${1:-up} in
up)
	$compose up -d
	echo "The room is open on $(room_address)/udp. Join it: ./start.sh join"
	;;
join)
	if [ $# -ge 2 ]; then
		exec docker run --rm --interactive --tty obrolan-client --server "$2"
	fi
	# A room that is open stays as it is, whatever this shell's settings.
	if room_address >/dev/null; then
		exec $compose run --rm --no-deps client
	fi
	exec $compose run --rm client
	;;
eve)
	$compose --profile eve rm --stop --force eve
	$compose --profile eve up -d --no-deps eve
	exec $compose --profile eve logs -f eve
	;;
stop) COMPOSE_PROFILES=client,eve $compose down --remove-orphans ;;
*) die "'$1' is not known." "./start.sh [up | join [HOST:PORT] | eve | stop]" ;;
esac
