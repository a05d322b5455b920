#!/usr/bin/env bash
# demo.sh runs the room in this terminal, without containers: a server and three bots in the background, a chat in front. All of
# it ends with the chat; the logs stay. OBROLAN_USERNAME, where it is set, is the name of the person who chats.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/engine.sh

need_go
mkdir -p bin
go build -o bin/ ./services/server ./services/client

name=${OBROLAN_USERNAME:-}
[ -n "$name" ] || [ -t 0 ] || name=guest
unset OBROLAN_USERNAME # the bots have names of their own
export OBROLAN_PASSWORD=${OBROLAN_PASSWORD:-12345}
logs=$(mktemp -d "${TMPDIR:-/tmp}/obrolan-demo.XXXXXX")
behind=()

# start NAME COMMAND... runs a command in the background, in a process group of its own: Ctrl-C reaches the chat alone.
start() {
	set -m
	"${@:2}" >"$logs/$1.log" 2>&1 </dev/null &
	set +m
	behind+=($!)
}

# Called by the trap.
# shellcheck disable=SC2317
close_room() {
	kill -TERM ${behind[@]+"${behind[@]}"} 2>/dev/null || :
	wait ${behind[@]+"${behind[@]}"} 2>/dev/null || :
	echo "The room is closed. What happened in it: $logs/server.log (and the bots' logs beside it)"
}
trap close_room EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The ports may be taken: some are tried until a server stays.
for try in 1 2 3 4 5; do
	export OBROLAN_SERVER=127.0.0.1:$((20000 + RANDOM % 20000)) OBROLAN_HEALTH=127.0.0.1:$((20000 + RANDOM % 20000))
	start server bin/server --listen "$OBROLAN_SERVER"
	while kill -0 $! 2>/dev/null; do
		! bin/server health >/dev/null 2>&1 || break 2
		sleep 0.1
	done
	[ "$try" -lt 5 ] || die "The server ended as soon as it was started: $(tail -n 2 "$logs/server.log" | tr '\n' ' ')" "all of its log is in $logs/server.log"
done
for bot in 1 2 3; do start "bot-$bot" bin/client bot; done

echo "A room of your own on $OBROLAN_SERVER, with three bots. Say something; !q leaves and closes it."
# The chat runs beside this script, so that the script gets a signal at once, and keeps the terminal's input.
bin/client chat ${name:+--username "$name"} <&0 &
chat=$!
trap : INT
trap 'kill -TERM $chat 2>/dev/null' TERM HUP
while :; do
	wait "$chat" && status=0 || status=$?
	kill -0 "$chat" 2>/dev/null || break
done
exit "$status"
