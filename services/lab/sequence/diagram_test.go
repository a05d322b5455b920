package sequence_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/scene/classictest"
	"obrolan/services/lab/sequence"
	"obrolan/services/lab/tap"
	"obrolan/services/lab/tap/classic"
	"obrolan/shared/rsa"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func breakAll(key rsa.Public) (*tap.Private, error) {
	b, err := attack.Break(key)
	return &tap.Private{Broken: b}, err
}

func draw(t *testing.T, s *classictest.Scene, open tap.KeyFinder, colour bool) string {
	t.Helper()
	d, r, room := sequence.New(), packet.NewReader(9999), tap.New(9999, classic.New(open))
	for _, f := range s.Frames {
		d.Add(room.Observe(r.Read(f.Data, f.Link, f.At))...)
	}
	var b bytes.Buffer
	if err := d.Draw(&b, colour); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./services/lab/sequence -update, and look at it):\n%s", name, got)
	}
}

// A capture may hold only fragments: then there are no lifelines.
func TestFragmentsAlone(t *testing.T) {
	d := sequence.New()
	d.Add(tap.Finding{Kind: tap.Fragment})
	var b bytes.Buffer
	if err := d.Draw(&b, false); err != nil || !strings.Contains(b.String(), "ragment") {
		t.Errorf("drawn as %q, %v", b.String(), err)
	}
}

func TestGolden(t *testing.T) {
	golden(t, "usual.txt", draw(t, classictest.Usual(), nil, false))
	golden(t, "usual-cracked.txt", draw(t, classictest.Usual(), breakAll, false))
	golden(t, "usual-colour.txt", draw(t, classictest.Usual(), breakAll, true))
}

// Forty clients: twelve have lifelines, the others share one and are named in the text.
func TestManyClients(t *testing.T) {
	s := classictest.New()
	for i := range 40 {
		s.Keys(fmt.Sprint("student", i))
	}
	text := draw(t, s, nil, false)
	for _, line := range strings.Split(text, "\n") {
		if lifelines := strings.Count(line, "│") + strings.Count(line, "┼") + strings.Count(line, "├") + strings.Count(line, "┤"); lifelines > 14 {
			t.Fatalf("%d lifelines: %s", lifelines, line)
		}
	}
	last := s.Member("student39").Addr.String()
	for _, row := range []string{"├───▶│  key        " + last, "│◀───┤  key        " + last} {
		if !strings.Contains(text, row) {
			t.Errorf("no row %q in\n%s", row, text)
		}
	}
	if strings.Count(text, last) != 3 { // legend, both keys
		t.Errorf("%s is named %d times in\n%s", last, strings.Count(text, last), text)
	}
}

// No control character from the network reaches the terminal.
func TestNoControlCharacters(t *testing.T) {
	s := classictest.New()
	s.Keys("ana")
	for _, evil := range []string{"SET_USERNAME:\x1b[2J", "CHECK_USERNAME:\u202Eevil", "\x1b]0;x\a", "99999,\x1b"} {
		s.Send("ana", []byte(evil))
	}
	s.Reply("ana", []byte("Username \x1b[2J berhasil diset!"))
	s.Send("ana", classictest.Encrypt(s.Key.Public, "ana: \x1b[2Jhi\r\n\u202E"))
	for _, r := range draw(t, s, breakAll, false) {
		if r < ' ' && r != '\n' || r == 0x7f || r == 0x202e {
			t.Fatalf("%U got through", r)
		}
	}
}

// A capture may hold frames without a time among others: they were dated in the year 1.
func TestSomeHaveNoTime(t *testing.T) {
	s := classictest.New()
	s.Keys("ana")
	s.Say("ana", "halo")
	s.Frames[0].At = time.Time{}
	text := draw(t, s, breakAll, false)
	for _, want := range []string{"Friday, 2 January 2026, 03:04:05.000500 UTC", "\n               ├───▶│  key", "\n    0.000000   │◀───┤  key", "\n    0.000250   ├───▶│  say"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	if text := draw(t, &classictest.Scene{}, nil, false); text != "" {
		t.Errorf("drew %q", text)
	}
}
