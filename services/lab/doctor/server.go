package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"obrolan/shared/wire/classic"
)

// answer is what came back from an address.
type answer uint8

const (
	silence       answer = iota
	roomAnswered         // a server of ours, or an original one
	otherAnswered        // something that is no room
	refused              // nothing listens there
	noRoute              // this machine can't send there
)

const (
	// tries is how often a question is sent, patience how long each waits for an answer.
	tries    = 3
	patience = 700 * time.Millisecond
)

// lookAtServer tells whether a room answers at HOST or HOST:PORT.
func lookAtServer(ctx context.Context, server string, usual uint16) Finding {
	host, port, ok := splitServer(server, usual)
	if !ok {
		return missing("give HOST or HOST:PORT, such as 192.168.1.23:9999", "The server can't be %q.", server)
	}
	addrs := addressesOf(ctx, host)
	if len(addrs) == 0 {
		return missing("check its spelling, or give the address that the server's machine shows", "The name %s has no address here.", host)
	}
	best := silence
	var where netip.AddrPort
	for i, addr := range addrs {
		at := netip.AddrPortFrom(addr.Unmap(), port)
		got := ask(ctx, at)
		if i == 0 || got == roomAnswered || got == otherAnswered {
			best, where = got, at
		}
		if got == roomAnswered {
			break
		}
	}
	return describe(best, where)
}

// addressesOf returns the addresses of a name, or none. An address is its own: the resolver would drop the zone of
// fe80::1%eth0.
func addressesOf(ctx context.Context, host string) []netip.Addr {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}
	}
	lookup, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupNetIP(lookup, "ip", host)
	if err != nil {
		return nil
	}
	return addrs
}

func describe(got answer, at netip.AddrPort) Finding {
	switch got {
	case roomAnswered:
		return fine("A room answers at %s.", at)
	case otherAnswered:
		return missing("check the port: a room's is 9999 unless somebody chose another", "What answers at %s is no room.", at)
	case refused:
		return missing("start the server there, or check the port", "Nothing listens at %s.", at)
	case noRoute:
		return missing("join the server's network", "This machine has no route to %s.", at)
	}
	return missing("is the server up, published with OBROLAN_BIND=0.0.0.0, and does a firewall or the Wi-Fi let UDP pass?",
		"Nobody answers at %s.", at)
}

// splitServer splits HOST, HOST:PORT, or an IPv6 address with or without brackets and port.
func splitServer(server string, usual uint16) (host string, port uint16, ok bool) {
	bare := server
	if strings.HasPrefix(bare, "[") && strings.HasSuffix(bare, "]") {
		bare = bare[1 : len(bare)-1]
	}
	if addr, err := netip.ParseAddr(bare); err == nil {
		return addr.String(), usual, true
	}
	host, text, err := net.SplitHostPort(server)
	if err != nil {
		return server, usual, server != "" && !strings.Contains(server, ":")
	}
	n, err := strconv.ParseUint(text, 10, 16)
	return host, uint16(n), err == nil && n > 0 && host != ""
}

// ask sends a question that leaves no session behind: a classic server answers it to anybody by asking for
// the password.
func ask(ctx context.Context, at netip.AddrPort) answer {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(at))
	if err != nil {
		return failure(err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends a Read that waits
	defer stop()
	buf := make([]byte, 64<<10)
	for range tries {
		if _, err := conn.Write(classic.AppendCheck(nil, "doctor")); err != nil {
			return failure(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			return silence
		}
		n, err := conn.Read(buf)
		if err == nil {
			return recognize(buf[:n])
		}
		if got := failure(err); got != silence {
			return got
		}
	}
	return silence
}

func recognize(datagram []byte) answer {
	a, err := classic.ParseAnswer(datagram)
	if err != nil || a.Kind == classic.AnswerProbe || a.Kind == classic.AnswerPiece {
		return otherAnswered
	}
	return roomAnswered
}

func failure(err error) answer {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return refused
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
		return noRoute
	}
	return silence
}
