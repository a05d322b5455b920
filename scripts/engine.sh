# shellcheck shell=sh
# engine.sh is sourced by the other scripts and by the Makefile, from the project's folder. It finds the container engine
# and Compose, and reads Compose's settings.

# complain SENTENCE HINT says what is wrong and what to do about it.
complain() { printf '%s\nhint: %s\n' "$1" "$2" >&2; }

# die SENTENCE HINT complains and ends the script.
die() {
	complain "$1" "$2"
	exit 1
}

# within SECONDS COMMAND... ends a command after that time, where the system has timeout(1).
within() {
	if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift && "$@"; fi
}

need_go() {
	command -v go >/dev/null 2>&1 || die "There is no Go on this machine." "install Go $(sed -n 's/^go //p' go.mod) or newer"
}

need_engine() {
	command -v docker >/dev/null 2>&1 || die "There is no docker command on this machine." \
		"install Docker Engine or Docker Desktop; without it, 'make demo' runs the room with Go alone"
	refusal=$(within 60 docker version --format '{{.Server.Version}}' 2>&1 >/dev/null) || die "The Docker engine does not answer: $(echo "$refusal" | tail -n 1)" \
		"start it (Linux: 'sudo systemctl start docker'; else open Docker Desktop), and check that you may use it ('sudo usermod -aG docker \$USER', then log in again); without it, 'make demo' runs the room with Go alone"
}

# need_compose sets COMPOSE to the command that runs Compose: the caller's, else the plugin, else the older program.
need_compose() {
	need_engine
	if [ -n "${COMPOSE:-}" ]; then
		$COMPOSE version >/dev/null 2>&1 || die "The compose command '$COMPOSE' does not run." "unset COMPOSE to use the one that is found"
	elif docker compose version >/dev/null 2>&1; then
		COMPOSE="docker compose"
	elif command -v docker-compose >/dev/null 2>&1; then
		COMPOSE=docker-compose
	else
		die "Compose is missing." "install the package docker-compose-plugin or docker-compose; or name yours: make COMPOSE='docker compose' ..."
	fi
	export COMPOSE
}

# compose ARGUMENTS... runs Compose. COMPOSE may be two words.
compose() { $COMPOSE "$@"; }

# need_settings sets port, bind and server to what Compose makes of the environment and of .env: its parser alone decides
# about quotes, comments and ends of lines. 1.29 prints a published port as one text, newer ones as fields.
# shellcheck disable=SC2034 # the scripts use them
need_settings() {
	settings=$(compose config) || die "Compose can't read its settings." "it says why, above; they come from the environment and from .env"
	port=$(echo "$settings" | sed -n 's|.*[: ]\([0-9]*\):9999/udp.*|\1|p; s|^ *published: "*\([0-9]*\)"*$|\1|p' | head -n 1)
	bind=$(echo "$settings" | sed -n "s|^ *- [\"']*\(.*\):[0-9]*:9999/udp.*|\1|p; s|^ *host_ip: ||p" | head -n 1)
	server=$(echo "$settings" | sed -n 's|^ *OBROLAN_SERVER: ||p' | head -n 1)
}

# room_address prints where the open room is published. It fails where no room is open.
room_address() { compose port --protocol udp server 9999 2>/dev/null; }

# need_free_port TARGET ends the script where another program has the room's port; TARGET is what to call again. Where a
# system can't say who has a port, Compose will.
need_free_port() {
	need_settings
	[ "$(room_address | sed 's/.*://')" != "$port" ] || return 0
	if grep -qs "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$port") " /proc/net/udp /proc/net/udp6 ||
		{ [ ! -e /proc/net/udp ] && lsof -nP -iUDP:"$port" >/dev/null 2>&1; }; then
		die "UDP port $port is taken by another program." \
			"end that program, or take another port: OBROLAN_PORT=$((port < 65535 ? port + 1 : 1024)) make $1"
	fi
}

# image_here NAME says whether the engine has an image.
image_here() { docker image inspect "$1" >/dev/null 2>&1; }

# builder_image prints the image in which the Dockerfiles compile.
builder_image() { sed -n 's/^FROM \([^ ]*\) AS build$/\1/p' Dockerfile.server; }

# exercise_file N TARGET prints the compose file of an exercise; TARGET is what to call again.
exercise_file() {
	file=compose.exercise-$(printf %02d "${1:-0}" 2>/dev/null || :).yaml
	[ -n "$1" ] || die "Which exercise?" "make $2 N=1"
	[ -f "$file" ] || die "There is no exercise '$1'." "make $2 N=1"
	echo "$file"
}
