#!/bin/sh
# doctor.sh says in plain words what this machine lacks for the lab. It changes nothing, and ends with 1 where `make up` can't
# work. What needs the network is looked at by `lab doctor`, once there is a Go or an image to run it with.
set -u
cd "$(dirname "$0")/.." || exit 1
. scripts/engine.sh

missing=0
fine() { printf 'ok    %s\n' "$1"; }
weak() { printf 'note  %s\n      hint: %s\n' "$1" "$2"; }
# try COMMAND... runs one of engine.sh's checks. What it complains about is missing.
try() {
	complaint=$("$@" 2>&1) && return
	echo "$complaint" | sed '1s/^/MISS  /; 1!s/^/      /'
	missing=$((missing + 1))
	return 1
}
has() { command -v "$1" >/dev/null 2>&1; }

look_at_compose() {
	version=$($COMPOSE version --short)
	fine "$COMPOSE ${version#v}"
	case $version in
	1.*) ;; # builds without buildx
	*) docker buildx version >/dev/null 2>&1 ||
		weak "This compose builds images with buildx, which is missing." "install the package docker-buildx-plugin; 'make up' builds without it" ;;
	esac
}

look_at_builder() {
	base=$(builder_image)
	if image_here "$base"; then
		stand_in=$(docker image inspect --format '{{index .Config.Labels "obrolan.stand-in"}}' "$base")
		fine "The builder image $base is here${stand_in:+: a stand-in, $stand_in of this machine}."
	elif has go; then
		fine "The builder image $base is not here: 'make up' fetches it, or makes it of this machine's Go."
	else
		weak "The builder image $base is not here, nor is Go to make it of: a registry must be reachable." \
			"docker pull $base; or install Go; or bring a 'make bundle' from another machine"
	fi
}

look_at_disk() {
	root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
	free=$(df -Pk . ${root:+"$root"} 2>/dev/null | awk 'NR == 2 || NR > 2 && $4 < least {least = $4} END {print int(least / 1024)}')
	if [ "$free" -ge 3000 ]; then
		fine "$((free / 1024)) GiB of disk are free."
	else
		weak "Only $free MiB of disk are free; building takes about 2,000." "'make clean' gives back what the project built; 'docker image ls' shows the rest"
	fi
}

# look_at_network has `lab doctor` look at the port, the addresses, socket buffers and the clock.
look_at_network() {
	set -- doctor --engine=false --port "$port" --bind "$bind"
	[ "$server" = server:9999 ] || set -- "$@" --server "$server"
	if has go; then
		found=$(go run ./services/lab "$@" 2>/dev/null) && status=0 || status=$?
	elif image_here obrolan-lab; then
		found=$(docker run --rm --network host obrolan-lab "$@" 2>/dev/null) && status=0 || status=$?
	else
		return
	fi
	printf '%s\n' "$found"
	case $status:$found in
	0:*) ;;
	*MISS*) missing=$((missing + 1)) ;;
	*) weak "The network could not be looked at." "'go run ./services/lab doctor' says why" ;;
	esac
}

look_at_tools() {
	for tool in "go:'make demo' and the tests" "gcc:the race detector in 'make test'" "python3:the Python peers in 'make e2e'" "tshark:the tests of the Wireshark dissector"; do
		if has "${tool%%:*}"; then
			fine "${tool%%:*} (for ${tool#*:})"
		else
			weak "There is no ${tool%%:*}, which is for ${tool#*:}." "install it (Go: $(sed -n 's/^go //p' go.mod) or newer)"
		fi
	done
}

if try need_engine; then
	fine "Docker Engine $(docker version --format '{{.Server.Version}} ({{.Server.Os}}/{{.Server.Arch}})')"
	look_at_builder
	if try need_compose; then
		need_compose
		look_at_compose
		try need_settings && need_settings && look_at_network
	fi
fi
look_at_disk
look_at_tools
if [ "$missing" -gt 0 ]; then
	printf '\nWhat is marked MISS must be put right before "make up" can work.\n'
	exit 1
fi
printf '\nThis machine can run the lab: make up\n'
