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
	terminal=--tty
	[ -t 0 ] || terminal=
	if [ $# -ge 2 ]; then
		# Names without a value are taken from this shell where it has them.
		exec docker run --rm --interactive $terminal -e OBROLAN_USERNAME -e OBROLAN_PASSWORD -e OBROLAN_LANG obrolan-client --server "$2"
	fi
	# Without a terminal nobody can be asked. The bots' service has the room's password.
	set -- client
	[ -t 0 ] || set -- -T -e OBROLAN_USERNAME -e OBROLAN_LANG bot chat
	# A room that is open stays as it is, whatever this shell's settings.
	if room_address >/dev/null; then
		set -- --no-deps "$@"
	fi
	exec $compose run --rm "$@"
	;;
eve)
	room_address >/dev/null || die "The room is not open, so there is nothing to listen to." "./start.sh"
	# In an exercise she breaks no key.
	exercise=$(docker inspect --format '{{index .Config.Labels "obrolan.exercise"}}' "$($compose ps -q server)")
	compose="$compose --file compose.yaml ${exercise:+--file compose.exercise-$exercise.yaml} --profile eve"
	[ -z "$($compose ps --quiet eve)" ] || $compose rm --stop --force eve
	$compose up -d --no-deps eve
	trap 'exit 0' INT
	docker logs --follow "$($compose ps --quiet eve)"
	;;
stop) COMPOSE_PROFILES=client,eve $compose down --remove-orphans ;;
*) die "'$1' is not known." "./start.sh [up | join [HOST:PORT] | eve | stop]" ;;
esac
