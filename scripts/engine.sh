# shellcheck shell=sh
# engine.sh is read by the other scripts (`. scripts/engine.sh`, from the
# project's folder). It knows how to speak to a person, and which container
# engine and which compose are here.

# complain SENTENCE HINT tells a person what is wrong and what to do about it.
complain() {
	printf '%s\nhint: %s\n' "$1" "$2" >&2
}

# die SENTENCE HINT complains and ends the script.
die() {
	complain "$1" "$2"
	exit 1
}

# within SECONDS COMMAND... runs a command and ends it when its time is over.
# Systems without timeout(1) wait for as long as it takes.
within() {
	if command -v timeout >/dev/null 2>&1; then
		timeout "$@"
	else
		shift
		"$@"
	fi
}

# engine_answers says whether a container engine is there.
engine_answers() {
	command -v docker >/dev/null 2>&1 &&
		within 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# need_engine ends the script where there is no engine.
need_engine() {
	if ! command -v docker >/dev/null 2>&1; then
		die "There is no docker command on this machine." \
			"install Docker Engine or Docker Desktop; without it, 'make demo' runs the room with Go alone"
	fi
	if ! engine_answers; then
		die "The Docker engine does not answer: $(engine_refusal)" \
			"start it (Linux: 'sudo systemctl start docker'; else open Docker Desktop), and check that you may use it ('sudo usermod -aG docker \$USER', then log in again); without it, 'make demo' runs the room with Go alone"
	fi
}

# engine_refusal prints the last line of what the engine's client says.
engine_refusal() {
	within 20 docker version --format '{{.Server.Version}}' 2>&1 >/dev/null | tail -n 1
}

# compose_words prints the command that runs compose here: what COMPOSE asks
# for, else the plugin, else the program of its own.
compose_words() {
	if [ -n "${COMPOSE:-}" ]; then
		printf '%s\n' "$COMPOSE"
	elif docker compose version >/dev/null 2>&1; then
		echo "docker compose"
	elif command -v docker-compose >/dev/null 2>&1; then
		echo "docker-compose"
	else
		return 1
	fi
}

# need_compose sets compose_command, or ends the script.
need_compose() {
	need_engine
	compose_command=$(compose_words) || die "Compose is missing." \
		"install the package docker-compose-plugin or docker-compose; or name yours: make COMPOSE='docker compose' ..."
	if ! $compose_command version >/dev/null 2>&1; then
		die "The compose command '$compose_command' does not run." \
			"unset COMPOSE to let the Makefile look for one"
	fi
}

# compose ARGUMENTS... runs compose.
compose() {
	# One word or two ("docker compose"): split on purpose.
	# shellcheck disable=SC2086
	$compose_command "$@"
}

# setting NAME DEFAULT prints a setting of compose.yaml as compose sees it: from
# the environment, else from the file .env, else the default.
setting() {
	eval "setting_value=\${$1:-}"
	if [ -z "$setting_value" ] && [ -f .env ]; then
		setting_value=$(sed -n "s/^$1=//p" .env | tr -d "\"'" | tail -n 1)
	fi
	printf '%s\n' "${setting_value:-$2}"
}

# compose_project prints the name under which compose files what it starts: the
# folder's, unless it is set.
compose_project() {
	setting COMPOSE_PROJECT_NAME \
		"$(basename "$PWD" | tr '[:upper:]' '[:lower:]' | tr -cd 'a-z0-9_-' | sed 's/^[_-]*//')"
}

# image_here NAME says whether the engine holds an image.
image_here() {
	docker image inspect "$1" >/dev/null 2>&1
}

# builder_image prints the image in which the Dockerfiles compile.
builder_image() {
	sed -n 's/^FROM \([^ ]*\) AS build$/\1/p' Dockerfile.server
}

# pull NAME fetches an image from its registry. It gives up where the registry
# has not answered after OBROLAN_PULL_WAIT seconds (20), or the image is not
# here after OBROLAN_PULL_LIMIT seconds (900).
pull() {
	pull_log=$(mktemp)
	docker pull "$1" >"$pull_log" 2>&1 &
	pull_id=$!
	pull_seconds=0
	while kill -0 "$pull_id" 2>/dev/null; do
		if [ "$pull_seconds" -ge "${OBROLAN_PULL_WAIT:-20}" ] && ! grep -q 'Pulling from' "$pull_log"; then
			kill "$pull_id" 2>/dev/null
		elif [ "$pull_seconds" -ge "${OBROLAN_PULL_LIMIT:-900}" ]; then
			kill "$pull_id" 2>/dev/null
		fi
		sleep 1
		pull_seconds=$((pull_seconds + 1))
	done
	wait "$pull_id" 2>/dev/null
	rm -f "$pull_log"
	image_here "$1"
}
