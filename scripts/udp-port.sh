# shellcheck shell=sh
# udp-port.sh is read by the other scripts. It knows who holds the UDP port on
# which the room is published.

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
