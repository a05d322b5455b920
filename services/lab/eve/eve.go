package eve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/capture"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/tap"
	"obrolan/services/lab/tap/classic"
	"obrolan/shared/console"
	"obrolan/shared/rsa"
)

// Source delivers frames: a capture.Listener, or a test.
type Source interface {
	Next() (capture.Frame, error)
	Dropped() int
	Close() error
}

// Config is what Run needs. The zero value of Write writes nothing.
type Config struct {
	Interface string
	Port      uint16
	Crack     bool
	JSON      bool
	UTC       bool   // say that times are UTC
	Lang      string // one of Languages
	Out       io.Writer
	Write     *capture.Writer // Run closes it
}

// Break finds a private key by factoring, and measures the time.
func Break(key rsa.Public) (*tap.Private, error) {
	start := time.Now()
	broken, err := attack.Break(key)
	return &tap.Private{Broken: broken, Took: time.Since(start)}, err
}

// Run listens until ctx ends, which is no error, or the source does: then its error
// is returned, which wraps capture.ErrGone where the interface disappeared. It closes the source. It never waits
// for the reader of cfg.Out: without one it goes on only if it writes captures. It returns console.ErrUnread if
// at its end the reader does not take what is left.
func Run(ctx context.Context, cfg Config, source Source) error {
	teller, err := NewTeller(cfg.Lang)
	if err != nil {
		return errors.Join(err, source.Close())
	}
	var findKey tap.KeyFinder
	if cfg.Crack {
		findKey = Break
	}
	s := &session{cfg: cfg, teller: teller, source: source, reader: packet.NewReader(cfg.Port), tap: tap.New(cfg.Port, classic.New(findKey))}
	s.out = console.NewQueue(cfg.Out, s.missed)
	defer s.out.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if cfg.Write == nil {
		// Ends with ctx.
		go func() {
			select {
			case <-s.out.Failed():
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	// Closing the source ends a Next that waits. AfterFunc's goroutine ends with that call, or
	// never starts if stop comes first.
	stop := context.AfterFunc(ctx, func() { source.Close() })
	err = s.listen(ctx)
	s.dropped()
	if stop() {
		err = errors.Join(err, source.Close())
	}
	if ctx.Err() != nil {
		err = nil
	}
	s.note("ended", fmt.Sprintf(teller.words.ended, s.read), map[string]any{"packets": s.read})
	if cfg.Write != nil {
		err = errors.Join(err, cfg.Write.Close())
	}
	return errors.Join(err, s.flush())
}

// flushTime is how long the end waits for a reader.
const flushTime = time.Second

// flush waits for the reader. An error of cfg.Out is known to its owner.
func (s *session) flush() error {
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	if err := s.out.Flush(ctx); errors.Is(err, console.ErrUnread) {
		return err
	}
	return nil
}

// session is one run of Eve.
type session struct {
	cfg    Config
	teller *Teller
	source Source
	reader *packet.Reader
	tap    *tap.Tap
	seen   int            // packets that concern the room
	read   int            // whole datagrams of its protocol among them
	out    *console.Queue // to cfg.Out
}

// dropEvery is after how many packets Eve checks for lost ones.
const dropEvery = 1000

// listen takes frames until the source ends.
func (s *session) listen(ctx context.Context) error {
	if err := s.begin(); err != nil {
		return err
	}
	for ctx.Err() == nil {
		frame, err := s.source.Next()
		if err != nil {
			return err
		}
		if err := s.take(frame); err != nil {
			return err
		}
	}
	return nil
}

// begin prints what Eve does, and starts the first capture file.
func (s *session) begin() error {
	w := s.teller.words
	will := w.leaves
	if s.cfg.Crack {
		will = w.breaks
	}
	if s.cfg.UTC {
		will += "\n" + w.timesUTC
	}
	s.note("listening", fmt.Sprintf(w.listening, s.cfg.Interface, s.cfg.Port)+"\n"+will,
		map[string]any{"interface": s.cfg.Interface, "port": s.cfg.Port, "crack": s.cfg.Crack})
	if s.cfg.Write == nil {
		return nil
	}
	name, err := s.cfg.Write.Begin(time.Now())
	if err != nil {
		return err
	}
	s.writing(name)
	return nil
}

// take handles one frame.
func (s *session) take(frame capture.Frame) error {
	p := s.reader.Read(frame.Data, frame.Link, frame.At)
	if p.Kind == packet.Other {
		return nil
	}
	s.seen++
	if s.seen%dropEvery == 0 {
		s.dropped()
	}
	if s.cfg.Write != nil {
		name, err := s.cfg.Write.Write(frame)
		if name != "" {
			s.writing(name)
		}
		if err != nil {
			return err
		}
	}
	found := s.tap.Observe(p)
	if found[0].Kind.OfProtocol() {
		s.read++
	}
	for _, f := range found {
		if s.cfg.JSON {
			s.print(string(Journal(f)))
			continue
		}
		for _, line := range s.teller.Tell(f) {
			s.print(line)
		}
	}
	return nil
}

func (s *session) writing(name string) {
	s.note("writing", fmt.Sprintf(s.teller.words.writing, name), map[string]any{"file": name})
}

// dropped prints how many frames were lost since the last check.
func (s *session) dropped() {
	if n := s.source.Dropped(); n > 0 {
		s.note("dropped", fmt.Sprintf(s.teller.words.dropped, n), map[string]any{"packets": n})
	}
}

// note prints something about Eve herself.
func (s *session) note(event, sentence string, fields map[string]any) {
	s.print(s.noteLine(event, sentence, fields))
}

func (s *session) noteLine(event, sentence string, fields map[string]any) string {
	if !s.cfg.JSON {
		return sentence
	}
	fields["event"], fields["time"] = event, time.Now().UTC()
	line, err := json.Marshal(fields)
	if err != nil { // strings and numbers can't fail
		panic("eve: " + err.Error())
	}
	return string(line)
}

func (s *session) print(line string) { fmt.Fprintln(s.out, line) }

// missed stands in the place of lines that nobody read in time.
func (s *session) missed(lines int) string {
	return s.noteLine("missed", fmt.Sprintf(s.teller.words.missed, lines), map[string]any{"lines": lines}) + "\n"
}
