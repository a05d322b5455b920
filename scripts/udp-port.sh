# shellcheck shell=sh
# udp-port.sh is read by the other scripts. It knows who holds the UDP port on
# which the room is published.

# udp_port_valid PORT says whether that is the number of a port.
udp_port_valid() {
	case $1 in
	'' | *[!0-9]* | ??????*) return 1 ;;
	esac
	[ "$1" -ge 1 ] && [ "$1" -le 65535 ]
}

# need_udp_port PORT TARGET ends the script where the room can't be published on
# the port; TARGET is what to call again. It looks before anything is touched.
need_udp_port() {
	udp_port_valid "$1" || die "OBROLAN_PORT is '$1', which is no port." "choose one from 1 to 65535: OBROLAN_PORT=9999 make $2"
	if udp_port_taken "$1" && ! udp_port_ours "$1"; then
		die "UDP port $1 is taken by another program." \
			"end that program, or take another port: OBROLAN_PORT=$((($1 + 1) % 65536)) make $2"
	fi
}

# udp_port_taken PORT says whether some program of this machine holds the port.
# Where there is no way to tell, it says no.
udp_port_taken() {
	if [ -r /proc/net/udp ]; then
		cat /proc/net/udp /proc/net/udp6 2>/dev/null |
			grep -q "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$1") "
	elif command -v lsof >/dev/null 2>&1; then
		lsof -nP -iUDP:"$1" >/dev/null 2>&1
	else
		return 1
	fi
}

# udp_port_ours PORT says whether it is our own server that holds it.
udp_port_ours() {
	[ -n "$(docker ps --quiet \
		--filter "label=com.docker.compose.project=$(compose_project)" \
		--filter "publish=$1/udp" 2>/dev/null)" ]
}
