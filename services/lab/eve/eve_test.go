package eve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/eve"
	"obrolan/services/lab/scene"
	"obrolan/services/lab/scene/classictest"
	"obrolan/shared/console"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// errEnd is how a played source ends.
var errEnd = errors.New("nothing more to play")

// played is a Source that plays frames, and then waits for Close or fails.
type played struct {
	frames  []capture.Frame
	waits   bool
	closed  chan struct{}
	dropped int
}

func play(frames []capture.Frame) *played {
	return &played{frames: frames, closed: make(chan struct{}, 9)}
}

func (p *played) Next() (capture.Frame, error) {
	if len(p.frames) == 0 {
		if p.waits {
			<-p.closed
		}
		return capture.Frame{}, errEnd
	}
	f := p.frames[0]
	f.At = f.At.UTC()
	p.frames = p.frames[1:]
	return f, nil
}

func (p *played) Dropped() int {
	n := p.dropped
	p.dropped = 0
	return n
}

func (p *played) Close() error {
	p.closed <- struct{}{}
	return nil
}

// listen runs Eve over a source until that ends.
func listen(t *testing.T, cfg eve.Config, source *played) string {
	t.Helper()
	var out bytes.Buffer
	cfg.Out, cfg.Interface, cfg.Port = &out, "eth0", 9999
	if cfg.Lang == "" {
		cfg.Lang = "en"
	}
	if err := eve.Run(context.Background(), cfg, source); !errors.Is(err, errEnd) {
		t.Fatalf("Run: %v, want %v", err, errEnd)
	}
	if len(source.closed) != 1 {
		t.Errorf("the source was closed %d times", len(source.closed))
	}
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	// The time that factoring takes differs from machine to machine.
	got = regexp.MustCompile(`\d+ (µs|ms);`).ReplaceAllString(got, "37 µs;")
	got = regexp.MustCompile(`"took_ns":\d+`).ReplaceAllString(got, `"took_ns":37000`)
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
		t.Errorf("%s differs (go test ./services/lab/eve -update, and look at it):\n%s", name, got)
	}
}

func TestGolden(t *testing.T) {
	golden(t, "usual-en.txt", listen(t, eve.Config{Crack: true}, play(classictest.Usual().Frames)))
	golden(t, "usual-id.txt", listen(t, eve.Config{Crack: true, Lang: "id"}, play(classictest.Usual().Frames)))
	golden(t, "usual-no-crack.txt", listen(t, eve.Config{}, play(classictest.Usual().Frames)))
	golden(t, "middle.txt", listen(t, eve.Config{Crack: true}, play(middle())))
}

// middle is a room that Eve starts to listen to late, and in which one member speaks in another's name.
func middle() []capture.Frame {
	s := classictest.New()
	s.Join("ana", "rahasia7")
	s.Frames = nil
	s.Say("ana", "sudah lama di sini")
	s.Say("ana", "ada orang?")
	s.Join("juri", "rahasia7")
	s.Send("juri", classictest.Encrypt(s.Key.Public, "ana: saya ana"))
	s.Send("juri", []byte("2,245009"))
	s.Say("ana", "halo juri")
	return s.Frames
}

// Every line of the JSON log is an object; the password and how it was found are in it.
func TestJSON(t *testing.T) {
	text := listen(t, eve.Config{Crack: true, JSON: true}, play(classictest.Usual().Frames))
	events := make(map[string]int)
	for line := range strings.Lines(text) {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		event, _ := e["event"].(string)
		events[event]++
		if event == "password" && events[event] == 1 && (e["text"] != "rahasia7" || e["key_of"] != "server" || e["client"] != "172.18.0.3:8100") {
			t.Errorf("the password: %s", line)
		}
		if event == "key_opened" && e["key_of"] == "server" && (e["d"] != 114833.0 || e["phi"] != 244020.0) {
			t.Errorf("the server's key: %s", line)
		}
	}
	for event, want := range map[string]int{"listening": 1, "ended": 1, "password": 3, "key_opened": 3, "said": 3, "echo": 6, "piece": 2, "strange": 1, "probe": 1} {
		if events[event] != want {
			t.Errorf("%d of %s, want %d", events[event], event, want)
		}
	}
}

// Without cracking, nothing secret is printed in either format.
func TestNoCrackTellsNothing(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		text := listen(t, eve.Config{JSON: asJSON}, play(classictest.Usual().Frames))
		for _, secret := range []string{"rahasia7", "apa kabar", "114833", "499 ·", "\"primes\"", "\"d\""} {
			if strings.Contains(text, secret) {
				t.Errorf("%q stands in\n%s", secret, text)
			}
		}
	}
}

// Eve's captures hold the room's frames and no others.
func TestWritesTheRoomAlone(t *testing.T) {
	folder := t.TempDir()
	w, err := capture.Create(folder, "eth0", scene.Link, capture.Limits{Size: 1 << 20, Files: 3})
	if err != nil {
		t.Fatal(err)
	}
	frames := classictest.Usual().Frames
	private := capture.Frame{At: scene.Start, Link: scene.Link, Data: bytes.Repeat([]byte{7}, 90), Length: 90}
	listen(t, eve.Config{Write: w}, play(append([]capture.Frame{private}, frames...)))
	files, err := filepath.Glob(filepath.Join(folder, "eve-*.pcapng"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	file, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := capture.NewReader(files[0], file)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range frames {
		if got, err := r.Next(); err != nil || !bytes.Equal(got.Data, want.Data) {
			t.Fatalf("frame %d: %v", i, err)
		}
	}
}

// What is cut short, quoted in an error or not of the protocol is told as such, in both languages, and counted as no
// datagram of the room. Letters and numbers in it are not counted either.
func TestCountsWhatIsWhole(t *testing.T) {
	s := classictest.New()
	s.Password("ana", "rahasia7", true)
	password := s.Frames[0]
	cut := password
	cut.Data = password.Data[:60]
	icmp := func(code uint8) capture.Frame {
		ip := password.Data[14:]
		back := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolICMPv4, SrcIP: ip[16:20], DstIP: ip[12:16]}
		f := password
		f.Data = scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv4), back,
			&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, code)}, gopacket.Payload(ip))
		return f
	}
	s.Send("ana", []byte("\xff"))
	frames := append(s.Frames, cut, icmp(3), icmp(1))
	for lang, want := range map[string][]string{
		"en": {"only the first 18 of 54 bytes", "nothing listens there", "did not arrive (ICMP: host unreachable)", "Eve stops: 2 datagrams"},
		"id": {"hanya 18 dari 54 bita", "tidak ada yang mendengarkan", "tidak sampai (ICMP: host unreachable)", "Eve berhenti: 2 datagram"},
	} {
		text := listen(t, eve.Config{Lang: lang}, play(frames))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("no %q in\n%s", w, text)
			}
		}
		if n := strings.Count(text, "PASSWORD"); n != 1 {
			t.Errorf("the password is told %d times:\n%s", n, text)
		}
	}
	text := listen(t, eve.Config{JSON: true}, play(frames))
	for _, want := range []string{`"event":"cut"`, `"bytes":18,"missing_bytes":36`, `"event":"undelivered"`, `"reason":"host unreachable"`, `"packets":2`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// SIGTERM ends ctx; Eve then stops waiting, and that is no error.
func TestEndsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	source := play(classictest.Usual().Frames)
	source.waits = true
	var out bytes.Buffer
	done := make(chan error)
	// Ends with Run.
	go func() { done <- eve.Run(ctx, eve.Config{Out: &out, Port: 9999, Lang: "en"}, source) }()
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("Eve waits on")
	}
	if !strings.Contains(out.String(), "Eve stops") {
		t.Errorf("she says %q", out.String())
	}
}

// gone is a log whose reader has gone.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// Without a reader Eve writes her captures to the end; without captures there is nothing left to do.
func TestNobodyReadsWhatEveTells(t *testing.T) {
	cfg := eve.Config{Out: gone{}, Interface: "eth0", Port: 9999, Lang: "en"}
	source := play(classictest.Usual().Frames)
	source.waits = true
	if err := eve.Run(context.Background(), cfg, source); err != nil {
		t.Errorf("without captures: %v", err)
	}
	write, err := capture.Create(t.TempDir(), "eth0", scene.Link, capture.Limits{Size: 1 << 20, Files: 1})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Write, source = write, play(classictest.Usual().Frames)
	if err := eve.Run(context.Background(), cfg, source); !errors.Is(err, errEnd) || len(source.frames) > 0 {
		t.Errorf("with captures: %v, %d frames left", err, len(source.frames))
	}
}

// A reader that waited used to stop Eve: she lost packets, and no signal ended her.
func TestAReaderThatWaitsDoesNotStopEve(t *testing.T) {
	unread, out := io.Pipe()
	defer unread.Close()
	folder := t.TempDir()
	write, err := capture.Create(folder, "eth0", scene.Link, capture.Limits{Size: 1 << 20, Files: 1})
	if err != nil {
		t.Fatal(err)
	}
	source := play(classictest.Usual().Frames)
	cfg := eve.Config{Out: out, Interface: "eth0", Port: 9999, Lang: "en", Write: write}
	err = eve.Run(context.Background(), cfg, source)
	if !errors.Is(err, errEnd) || !errors.Is(err, console.ErrUnread) || len(source.frames) > 0 {
		t.Errorf("%v, %d frames left", err, len(source.frames))
	}
}

func TestDroppedIsSaid(t *testing.T) {
	source := play(classictest.Usual().Frames)
	source.dropped = 5
	if text := listen(t, eve.Config{}, source); !strings.Contains(text, "5 packets came faster") {
		t.Errorf("what was lost is not said:\n%s", text)
	}
}

func TestUnknownLanguage(t *testing.T) {
	source := play(nil)
	if err := eve.Run(context.Background(), eve.Config{Lang: "xx"}, source); err == nil || len(source.closed) != 1 {
		t.Errorf("%v, closed %d times", err, len(source.closed))
	}
}

// A flood of noise from one address is told once; the JSON log has all of it.
func TestNonsenseIsToldOnce(t *testing.T) {
	s := classictest.New()
	for range 50 {
		s.Send("ana", []byte("\xff\xfe"))
	}
	if text := listen(t, eve.Config{}, play(s.Frames)); strings.Count(text, "not a datagram of the protocol") != 1 {
		t.Errorf("not once:\n%s", text)
	}
	if text := listen(t, eve.Config{JSON: true}, play(s.Frames)); strings.Count(text, `"event":"strange"`) != 50 {
		t.Error("the JSON log leaves some out")
	}
}
