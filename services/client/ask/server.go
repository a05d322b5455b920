package ask

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"obrolan/services/client/lang"
)

// UsualPort is the default port of a server.
const UsualPort = 9999

// Server asks for port and IP address until both are right.
func Server(ctx context.Context, lines Lines, t *lang.Texts) (netip.AddrPort, error) {
	port, err := port(ctx, lines, t)
	if err != nil {
		return netip.AddrPort{}, err
	}
	addr, err := address(ctx, lines, t)
	return netip.AddrPortFrom(addr, port), err
}

func port(ctx context.Context, lines Lines, t *lang.Texts) (uint16, error) {
	for {
		answer, err := lines.Ask(ctx, t.AskPort)
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(strings.TrimSpace(answer))
		switch {
		case err != nil && !isWholeNumber(answer):
			lines.Print(t.PortNoNumber)
		case err != nil || n < 0 || n > 65535:
			lines.Print(t.PortRange)
		case n != UsualPort:
			return unusual(ctx, lines, t, uint16(n))
		default:
			return UsualPort, nil
		}
	}
}

// isWholeNumber reports whether an answer is a number, even one that is too large for an int.
func isWholeNumber(answer string) bool {
	digits := strings.TrimLeft(strings.TrimSpace(answer), "+-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

// unusual asks whether to keep a port that is not the usual one: y keeps it, n takes the usual one.
func unusual(ctx context.Context, lines Lines, t *lang.Texts, port uint16) (uint16, error) {
	for {
		answer, err := lines.Ask(ctx, fmt.Sprintf(t.PortUnusual, port))
		if err != nil {
			return 0, err
		}
		switch strings.ToLower(strings.TrimSpace(answer)) {
		case "y":
			return port, nil
		case "n":
			return UsualPort, nil
		}
	}
}

func address(ctx context.Context, lines Lines, t *lang.Texts) (netip.Addr, error) {
	for {
		answer, err := lines.Ask(ctx, t.AskIP)
		if err != nil {
			return netip.Addr{}, err
		}
		addr, err := netip.ParseAddr(strings.TrimSpace(answer))
		if err == nil && addr.Is4() {
			return addr, nil
		}
		lines.Print(t.IPInvalid)
	}
}
