package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"syscall"
	"time"

	"obrolan/services/server/classic"
	"obrolan/services/server/journal"
	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/services/server/udp"
	"obrolan/shared/console"
	"obrolan/shared/rsa"
)

// logPatience is how long the server waits at its end for a blocked log.
const logPatience = 300 * time.Millisecond

// Run serves the room until ctx ends. It logs to stdout and reports a broken log on stderr. Errors are Problems.
func Run(ctx context.Context, cfg Config, stdout, stderr io.Writer) error {
	s, err := Listen(ctx, cfg, stdout, stderr)
	if err != nil {
		return err
	}
	return s.Serve(ctx)
}

// Server is a room and its socket.
type Server struct {
	cfg     Config
	key     rsa.Public
	tally   *tally.Tally
	journal *journal.Journal
	log     *slog.Logger
	conn    *udp.Conn
	loop    *loop
	pages   []*page
}

// Listen opens the sockets of cfg and generates the server's keys. Serve must follow.
func Listen(ctx context.Context, cfg Config, stdout, stderr io.Writer) (*Server, error) {
	pc, err := new(net.ListenConfig).ListenPacket(ctx, network(cfg.Listen), cfg.Listen)
	if err != nil {
		return nil, cantListen("UDP", "listen", cfg.Listen, err)
	}
	s, err := newServer(pc, cfg, stdout, stderr)
	if err != nil {
		pc.Close()
		return nil, err
	}
	if err := s.openPages(ctx); err != nil {
		pc.Close()
		s.journal.Close(logPatience)
		return nil, err
	}
	return s, nil
}

// newServer builds a server on a socket.
func newServer(pc net.PacketConn, cfg Config, stdout, stderr io.Writer) (*Server, error) {
	key, err := rsa.Generate(nil, rsa.Classic)
	if err != nil {
		return nil, fmt.Errorf("drawing the server's key: %w", err)
	}
	t := new(tally.Tally)
	j := journal.New(stdout, cfg.LogFormat, cfg.Verbose, t, func(err error) {
		why := fmt.Sprintf("the log can't be written: %v", console.Reason(err))
		if console.ReaderGone(err) {
			why = "nobody reads the log any more"
		}
		fmt.Fprintf(stderr, "server: %s; the room stays open.\n", why)
	})
	out := new(turn.Outbox)
	s := &Server{cfg: cfg, key: key.Public, tally: t, journal: j, log: j.Logger(), conn: udp.New(pc, t)}
	var ms machines
	// Classic is text. It also gets bytes that no text starts with, which it drops and counts.
	ms.serve(classic.New(classic.Config{Key: key, Password: cfg.Password, Idle: cfg.Idle, Verbose: cfg.Verbose},
		room.New(room.Config{MaxMembers: cfg.MaxMembers}), t, out), 0x00, 0xFF)
	s.loop = newLoop(s.conn, ms, out, j, t)
	s.greet()
	return s, nil
}

// Addr returns the address of the socket.
func (s *Server) Addr() netip.AddrPort { return s.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// Serve runs the room until ctx ends, says goodbye to the members and closes everything.
func (s *Server) Serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	counted := s.countOnSignal(ctx) // before a health check can succeed
	for _, p := range s.pages {
		p.start()
	}
	err := s.loop.run(ctx)
	stop()
	<-counted
	for _, p := range s.pages {
		p.stop()
	}
	s.conn.Close()
	s.printCounters()
	s.journal.Close(logPatience)
	if err != nil {
		return &console.Problem{Sentence: console.Sentencef("the socket failed: %v", err), Hint: "start the server again", Code: console.ExitFailed, Cause: err}
	}
	return nil
}

// greet logs the configuration.
func (s *Server) greet() {
	say := func(level slog.Level, format string, args ...any) {
		s.log.LogAttrs(context.Background(), level, fmt.Sprintf(format, args...), slog.String("event", "start"))
	}
	say(slog.LevelInfo, "the room is open at %v, UDP, for %d members", s.conn.LocalAddr(), s.cfg.MaxMembers)
	say(slog.LevelWarn, "WEAK: the rung is classic, the only one today. Its textbook RSA protects nothing: "+
		"anybody who sees the wire reads the password and every line, and can speak in any name.")
	say(slog.LevelInfo, "the server's public key: e = %d, n = %d", s.key.E, s.key.N)
	if read, write := s.conn.Granted(); read > 0 {
		say(slog.LevelInfo, "socket buffers granted: %d KiB to read, %d KiB to write", read>>10, write>>10)
	}
	if zone, _ := time.Now().Zone(); zone == "UTC" {
		say(slog.LevelInfo, "times are UTC; with TZ=Asia/Jakarta, for example, they are local")
	}
	if s.cfg.Password == defaultPassword {
		say(slog.LevelWarn, "the password is the default one, which everybody knows; --password sets another")
	}
}

func (s *Server) printCounters() {
	attrs := []slog.Attr{slog.String("event", "counters")}
	for c := range tally.Count {
		if n := s.tally.Get(c); n > 0 {
			attrs = append(attrs, slog.Uint64(tally.Rows[c].Short(), n))
		}
	}
	s.log.LogAttrs(context.Background(), slog.LevelInfo, s.tally.String(), attrs...)
}

// network returns IPv4 unless the address is IPv6, so that the same IPv6 port stays free for other programs.
func network(listen string) string {
	host, _, _ := net.SplitHostPort(listen)
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.Is4() {
		return "udp4"
	}
	return "udp"
}

// cantListen returns the Problem for a socket that can't be opened.
func cantListen(protocol, flag, address string, err error) error {
	p := &console.Problem{Code: console.ExitFailed, Cause: err, Hint: "choose an address of this machine with --" + flag + ", or :PORT for all of them"}
	_, port, _ := net.SplitHostPort(address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.Errno(10048)): // WSAEADDRINUSE
		p.Sentence = fmt.Sprintf("%s port %s is taken by another program.", protocol, port)
		p.Hint = fmt.Sprintf("choose another with --%s :PORT, or see who has it: ss -lpn 'sport = :%s'", flag, port)
	case errors.Is(err, syscall.EACCES):
		p.Sentence = fmt.Sprintf("This user may not open %s port %s.", protocol, port)
		p.Hint = "choose a port from 1024 on with --" + flag + " :PORT"
	default:
		p.Sentence = fmt.Sprintf("Can't listen on %s: %v.", address, err)
	}
	return p
}
