#!/bin/sh
# doctor.sh looks at this machine and says in plain words what the lab needs and
# does not find. It changes nothing. It ends with 1 if `make up` can't work.
set -u
cd "$(dirname "$0")/.." || exit 1
. scripts/engine.sh
. scripts/udp-port.sh

missing=0
fine() { printf 'ok    %s\n' "$1"; }
weak() { printf 'note  %s\n      hint: %s\n' "$1" "$2"; }
lack() {
	printf 'MISS  %s\n      hint: %s\n' "$1" "$2"
	missing=$((missing + 1))
}

look_at_engine() {
	if ! command -v docker >/dev/null 2>&1; then
		lack "There is no docker command." "install Docker Engine or Docker Desktop; 'make demo' does without"
		return 1
	elif ! engine_answers; then
		lack "The Docker engine does not answer: $(engine_refusal)" \
			"start it (Linux: 'sudo systemctl start docker'; else open Docker Desktop), or 'sudo usermod -aG docker \$USER' and log in again; 'make demo' does without"
		return 1
	fi
	fine "Docker Engine $(docker version --format '{{.Server.Version}} ({{.Server.Os}}/{{.Server.Arch}})')"
}

look_at_compose() {
	if ! words=$(compose_words); then
		lack "Compose is missing." "install the package docker-compose-plugin or docker-compose"
		return
	fi
	# shellcheck disable=SC2086
	version=$($words version --short 2>/dev/null) || {
		lack "'$words' does not run." "unset COMPOSE to let the Makefile look for a compose"
		return
	}
	fine "$words ${version#v}"
	case ${version#v} in
	1.2[0-8].* | 1.1* | 1.[0-9].*) lack "Compose ${version#v} does not know compose.yaml." "1.29 is the oldest that does" ;;
	1.*) ;;
	*) docker buildx version >/dev/null 2>&1 ||
		weak "This compose builds images with buildx, which is missing." "install the package docker-buildx-plugin; 'make up' builds without it" ;;
	esac
}

look_at_images() {
	base=$(builder_image)
	images=here
	for image in obrolan-server obrolan-client; do
		image_here "$image" || images=missing
	done
	if [ "$images" = here ]; then
		fine "The images are built: $(docker image inspect --format '{{index .RepoTags 0}} {{.Size}}' obrolan-server obrolan-client | awk '{printf "%s%s %.1f MB", sep, $1, $2 / 1e6; sep = ", "}')"
	else
		fine "The images are not built yet: 'make up' does it."
	fi
	if image_here "$base"; then
		stand_in=$(docker image inspect --format '{{index .Config.Labels "obrolan.stand-in"}}' "$base")
		fine "The builder image $base is here${stand_in:+: a stand-in, $stand_in of this machine}."
	elif command -v go >/dev/null 2>&1; then
		fine "The builder image $base is not here: 'make up' fetches it, or makes it of this machine's Go."
	elif [ "$images" = here ]; then
		weak "The builder image $base is not here, nor is Go: nothing can be built anew." "docker pull $base"
	else
		weak "The builder image $base is not here, nor is Go to make it of: a registry must be reachable." \
			"docker pull $base; or install Go; or bring a 'make bundle' from another machine"
	fi
}

look_at_port() {
	port=$(setting OBROLAN_PORT 9999)
	if ! udp_port_valid "$port"; then
		lack "OBROLAN_PORT is '$port', which is no port." "choose one from 1 to 65535"
	elif ! udp_port_taken "$port"; then
		fine "UDP port $port is free."
	elif udp_port_ours "$port"; then
		fine "UDP port $port is our own server's."
	else
		lack "UDP port $port is taken by another program." "end that program, or take another port: OBROLAN_PORT=$((port + 1)) make up"
	fi
}

look_at_disk() {
	free=$(df -Pk . | awk 'NR == 2 {print int($4 / 1024)}')
	root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
	if [ -d "${root:-/nowhere}" ]; then
		there=$(df -Pk "$root" | awk 'NR == 2 {print int($4 / 1024)}')
		[ "$there" -ge "$free" ] || free=$there
	fi
	if [ "$free" -ge 3000 ]; then
		fine "$((free / 1024)) GiB of disk are free."
	else
		weak "Only $free MiB of disk are free; building takes about 2,000." "'make clean' gives back what the project built; 'docker image ls' shows the rest"
	fi
}

look_at_sockets() {
	[ -r /proc/sys/net/core/rmem_max ] || return 0
	granted=$(cat /proc/sys/net/core/rmem_max)
	if [ "$granted" -ge 1048576 ]; then
		fine "A socket may buffer $((granted / 1024)) KiB."
	else
		weak "A socket may buffer only $((granted / 1024)) KiB: enough for a class, not for a flood of messages." \
			"sudo sysctl -w net.core.rmem_max=4194304 net.core.wmem_max=4194304"
	fi
}

look_at_tools() {
	wanted=$(sed -n 's/^go //p' go.mod)
	if command -v go >/dev/null 2>&1; then
		fine "$(go version | cut -d' ' -f3) (for 'make demo' and the tests)"
	else
		weak "There is no Go: 'make up' works without, 'make demo' and 'make check' do not." "install Go $wanted or newer"
	fi
	for tool in "gcc:the race detector in 'make test'" "python3:the Python peers in 'make e2e'" "tshark:the tests of the Wireshark dissector"; do
		if command -v "${tool%%:*}" >/dev/null 2>&1; then
			fine "${tool%%:*} (for ${tool#*:})"
		else
			weak "There is no ${tool%%:*}, which is for ${tool#*:}." "install the package ${tool%%:*}"
		fi
	done
}

if look_at_engine; then
	look_at_compose
	look_at_images
	look_at_port
fi
look_at_disk
look_at_sockets
look_at_tools
if [ "$missing" -gt 0 ]; then
	printf '\n%s thing(s) must be put right before "make up" can work.\n' "$missing"
	exit 1
fi
printf '\nThis machine can run the lab: make up\n'
