package e2e

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// Address is where the server listens on the lab's bridge. Linux lets the host speak to it there.
func (s *Server) Address() netip.AddrPort {
	s.t.Helper()
	ip, err := s.ctr.ContainerIP(context.Background())
	if err != nil {
		s.t.Fatalf("the address of %s: %v", s.name, err)
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		s.t.Fatalf("the address of %s: %v", s.name, err)
	}
	return netip.AddrPortFrom(addr, 9999)
}

// Stranger is a socket that may send the server anything.
type Stranger struct {
	t    testing.TB
	conn *net.UDPConn
	key  rsa.Textbook
	in   *rsa.Decrypter
	out  *rsa.Encrypter
	join classic.Assembler
}

// Stranger opens a socket towards the server.
func (l *Lab) Stranger() *Stranger {
	l.t.Helper()
	conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(l.Server.Address()))
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = conn.Close() })
	return &Stranger{t: l.t, conn: conn}
}

// Sends writes a datagram. It is no failure that the kernel refuses because the server has ended.
func (s *Stranger) Sends(datagram []byte) { _, _ = s.conn.Write(datagram) }

// Reads waits for a datagram, up to limit; nil where none comes.
func (s *Stranger) Reads(limit time.Duration) []byte {
	s.t.Helper()
	buf := make([]byte, 2048)
	if err := s.conn.SetReadDeadline(time.Now().Add(limit)); err != nil {
		s.t.Fatal(err)
	}
	n, err := s.conn.Read(buf)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	if err != nil {
		s.t.Fatalf("reading as a stranger: %v", err)
	}
	return buf[:n]
}

// askAgain is how long a request waits for its answer before it is sent again.
const askAgain = 5 * time.Second

// Asks sends a request until an answer of a kind comes.
func (s *Stranger) Asks(datagram []byte, want classic.AnswerKind) classic.Answer {
	s.t.Helper()
	until := time.Now().Add(patience)
	for tries := 1; time.Now().Before(until); tries++ {
		s.Sends(datagram)
		for again := time.Now().Add(askAgain); ; {
			answer := s.Reads(time.Until(again))
			if answer == nil {
				break
			}
			if parsed, err := classic.ParseAnswer(answer); err == nil && parsed.Kind == want {
				if tries > 1 {
					s.discards()
				}
				return parsed
			}
		}
	}
	s.t.Fatalf("no answer of kind %d to %q", want, datagram)
	return classic.Answer{}
}

// discards reads until no datagram comes for a second: a repeated request may be answered twice, and the second answer
// must not count as the answer to another request.
func (s *Stranger) discards() {
	s.t.Helper()
	for s.Reads(time.Second) != nil {
	}
}

// Joins goes in under a name.
func (s *Stranger) Joins(name string) {
	s.t.Helper()
	s.Authenticates()
	s.Asks(classic.AppendCheck(nil, name), classic.AnswerAvailable)
	s.Asks(classic.AppendSet(nil, name), classic.AnswerSet)
}

// Authenticates exchanges keys and gives the password.
func (s *Stranger) Authenticates() {
	s.t.Helper()
	var err error
	if s.key, err = rsa.Generate(nil, rsa.Classic); err != nil {
		s.t.Fatal(err)
	}
	s.in = rsa.NewDecrypter(s.key)
	server := s.Asks(classic.AppendKeys(nil, s.key.Public), classic.AnswerKeys)
	if s.out, err = rsa.NewEncrypter(server.Key); err != nil {
		s.t.Fatal(err)
	}
	s.Asks(classic.AppendPassword(nil, s.out.AppendLossy(nil, Password)), classic.AnswerPasswordRight)
}

// SaysAs sends a whole line with any name in it.
func (s *Stranger) SaysAs(name, text string) {
	s.Sends(s.out.AppendLossy(nil, name+": "+text))
}

// Line waits for a room line and returns it decrypted; "" where none comes.
func (s *Stranger) Line(limit time.Duration) string {
	s.t.Helper()
	until := time.Now().Add(limit)
	for time.Now().Before(until) {
		datagram := s.Reads(time.Until(until))
		cipher, err := s.join.Add(datagram)
		if datagram == nil || err != nil || cipher == nil {
			continue
		}
		if text, err := s.in.Text(cipher); err == nil {
			return text
		}
	}
	return ""
}
