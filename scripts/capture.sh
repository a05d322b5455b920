#!/bin/sh
# capture.sh copies Eve's captures to the folder captures (docker-compose 1.29
# has no cp). She may go on writing: what is copied is whole up to a packet.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh
. scripts/lab.sh

need_engine
id=$(service_ids eve --all)
[ -n "$id" ] || die "Eve is not there, and nor are her captures." "make eve"
to=${OBROLAN_CAPTURES:-captures}
mkdir -p "$to"
docker cp "$id:/captures/." "$to/" || die "The captures could not be copied." "docker says why, above"
ls -l "$to"
