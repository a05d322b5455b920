#!/bin/sh
# up.sh opens the room in containers, and says what to do next.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh
. scripts/udp-port.sh

bind=$(setting OBROLAN_BIND 127.0.0.1)
port=$(setting OBROLAN_PORT 9999)

# reach prints the address by which others find this machine.
reach() {
	case $bind in
	0.0.0.0 | "") ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | grep . || echo "this machine's address" ;;
	*) echo "$bind" ;;
	esac
}

need_compose
need_udp_port "$port" up
scripts/images.sh
if ! compose up -d; then
	die "The room could not be opened." \
		"compose says why, above; 'make logs' shows what the server said, 'make doctor' looks at the machine"
fi

password=12345
[ -z "$(setting OBROLAN_PASSWORD "")" ] || password="yours, OBROLAN_PASSWORD"
echo
echo "The room is open, with its bots. Join it: make join    (password: $password; leave with !q; 'make logs' to watch, 'make down' to end)"
case $bind in
127.*) echo "It listens on $bind:$port/udp, for this machine alone. For other laptops: OBROLAN_BIND=0.0.0.0 make up" ;;
*) echo "It listens on $bind:$port/udp. From another laptop: docker run --rm -it obrolan-client --server $(reach):$port" ;;
esac
