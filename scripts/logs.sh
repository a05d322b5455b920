#!/bin/sh
# logs.sh follows what server and bots print, until Ctrl-C.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_compose
trap 'exit 0' INT
compose logs --follow --tail=100
