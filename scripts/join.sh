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
[ -z "$(setting OBROLAN_SERVER "")" ] || set -- "$@" --no-deps
if [ ! -t 0 ]; then # nobody is there to be asked
	OBROLAN_PASSWORD=$(setting OBROLAN_PASSWORD 12345)
	export OBROLAN_PASSWORD
	set -- "$@" -T -e OBROLAN_PASSWORD
fi
compose "$@" client
