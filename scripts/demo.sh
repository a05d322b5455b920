#!/usr/bin/env bash
# demo.sh runs the room in this terminal, without containers: a server and three
# bots behind, a chat in front. All of it ends with the chat; the logs stay.
# OBROLAN_USERNAME, where it is set, is the name of whoever chats.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/engine.sh

command -v go >/dev/null || die "There is no Go on this machine." \
	"install Go $(sed -n 's/^go //p' go.mod) or newer; with Docker instead, 'make up' needs none"
mkdir -p bin
go build -o bin/ ./services/server ./services/client

name=${OBROLAN_USERNAME:-}
unset OBROLAN_USERNAME # the bots have names of their own
export OBROLAN_PASSWORD=${OBROLAN_PASSWORD:-12345}
logs=$(mktemp -d "${TMPDIR:-/tmp}/obrolan-demo.XXXXXX")
server=
behind=()

# start NAME COMMAND... runs a command behind, in a process group of its own, so
# that Ctrl-C reaches the chat alone. close_room ends it.
start() {
	local log=$logs/$1.log
	shift
	set -m
	"$@" >"$log" 2>&1 </dev/null &
	set +m
	behind+=($!)
}

# Called by the trap below.
# shellcheck disable=SC2317
close_room() {
	trap - EXIT
	local id
	for id in ${behind[@]+"${behind[@]}"}; do
		kill -TERM "$id" 2>/dev/null || :
	done
	for id in ${behind[@]+"${behind[@]}"}; do
		wait "$id" 2>/dev/null || :
	done
	echo "The room is closed. What happened in it: $logs/server.log (and the bots' logs beside it)"
}
trap close_room EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# open_server takes a free port: it tries some until a server stays.
open_server() {
	local try
	for try in 1 2 3 4 5; do
		export OBROLAN_SERVER=127.0.0.1:$((20000 + RANDOM % 20000))
		export OBROLAN_HEALTH=127.0.0.1:$((20000 + RANDOM % 20000))
		start server bin/server --listen "$OBROLAN_SERVER"
		server=${behind[${#behind[@]} - 1]}
		while kill -0 "$server" 2>/dev/null; do
			if bin/server health >/dev/null 2>&1; then
				return
			fi
			sleep 0.1
		done
	done
	tail -n 5 "$logs/server.log" >&2
	die "The server ended $try times as soon as it was started." "its last words are above"
}

open_server
for bot in 1 2 3; do
	start "bot-$bot" bin/client bot
done

if [ -z "$name" ] && [ ! -t 0 ]; then
	name=guest
fi
echo "A room of your own on $OBROLAN_SERVER, with three bots. Say something; !q leaves and closes it."

# The chat runs beside this script, which so hears a signal at once, and keeps
# the terminal's input.
bin/client chat ${name:+--username "$name"} <&0 &
chat=$!
trap : INT
trap 'kill -TERM $chat 2>/dev/null' TERM HUP
status=0
while :; do
	wait "$chat" && status=0 || status=$?
	kill -0 "$chat" 2>/dev/null || break
done
exit "$status"
