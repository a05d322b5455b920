#!/bin/sh
# up.sh opens the room in containers, and says how to join it.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_compose
need_free_port up
scripts/images.sh server client
compose up -d || die "The room could not be opened." \
	"compose says why, above; 'make logs' shows what the server said, 'make doctor' looks at the machine"

address=$(room_address)
case $settings in
*'OBROLAN_PASSWORD: '[\'\"]12345[\'\"]*) password=12345 ;;
*) password="yours, OBROLAN_PASSWORD" ;;
esac
echo
echo "The room is open, with its bots. Join it: make join    (password: $password; leave with !q; 'make logs' to watch, 'make down' to end)"
case $address in
127.*) echo "It listens on $address/udp, for this machine alone. For other laptops: OBROLAN_BIND=0.0.0.0 make up" ;;
*)
	# The address by which others reach this machine, where the system says it.
	own=$(ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')
	case $address in 0.0.0.0:* | :*) address=${own:-ADDRESS}:${address##*:} ;; esac
	echo "From another laptop: docker run --rm -it obrolan-client --server $address"
	;;
esac
