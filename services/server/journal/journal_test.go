package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/netip"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	at   = time.Date(2026, 1, 2, 15, 4, 5, 0, time.Local)
	from = netip.MustParseAddrPort("172.18.0.3:8412")
)

// written returns what a journal writes for some notes.
func written(f Format, verbose bool, notes ...turn.Note) string {
	var b bytes.Buffer
	j := New(&b, f, verbose, new(tally.Tally), nil)
	for _, n := range notes {
		n.At, n.From = at, from
		j.Note(n)
	}
	j.Close(5 * time.Second)
	return b.String()
}

func TestTextForPeople(t *testing.T) {
	tests := []struct {
		note turn.Note
		want string
	}{
		{turn.Note{Kind: turn.NoteJoined, Name: "juri", Count: 3}, "15:04:05  join      juri came in (members: 3)  [172.18.0.3:8412]\n"},
		{turn.Note{Kind: turn.NoteSaid, Name: "juri", Text: "halo 🙂", Count: 3}, "15:04:05  say       juri: halo 🙂 (sent to 3)  [172.18.0.3:8412]\n"},
		{turn.Note{Kind: turn.NoteLeft, Name: "juri", Why: room.Idle, Count: 2}, "15:04:05  leave     juri was silent for too long (members: 2)  [172.18.0.3:8412]\n"},
		{turn.Note{Kind: turn.NoteWrong, Count: 2, Wait: time.Second / 2}, "15:04:05  password  the password is wrong (2 so far); the answer waits 500ms  [172.18.0.3:8412]\n"},
		{turn.Note{Kind: turn.NoteUnnamed, Name: "a\x1b[2J\u202e\nb", Err: room.ErrTaken},
			`15:04:05  name      the name "a\x1b[2J\u202e\nb" is refused: the name is taken  [172.18.0.3:8412]` + "\n"},
		{turn.Note{Kind: turn.NoteDropped, Err: errors.New("bad\r\n\x1b[31m")}, "15:04:05  drop      dropped a datagram: bad \ufffd[31m  [172.18.0.3:8412]\n"},
	}
	for _, tt := range tests {
		if got := written(Text, false, tt.note); got != tt.want {
			t.Errorf("got  %q\nwant %q", got, tt.want)
		}
	}
}

func TestEveryKindSaysSomething(t *testing.T) {
	for kind := turn.NoteKeys; kind <= turn.NoteStopping; kind++ {
		n := turn.Note{Kind: kind, Name: "juri", Text: "t", Err: room.ErrFull}
		if s := n.Sentence(); s == "?" || strings.Contains(s, "%!") || kind.String() == "unknown" {
			t.Errorf("kind %d: %q, %q", kind, kind, s)
		}
	}
}

func TestLongTextsAreCutInTheText(t *testing.T) {
	got := written(Text, false, turn.Note{Kind: turn.NoteSaid, Name: "juri", Text: strings.Repeat("é", 5000), Count: 1})
	if len(got) > 600 || !strings.Contains(got, "[5000 characters]") || strings.ContainsRune(got, '\ufffd') {
		t.Errorf("%d bytes: %.80q", len(got), got)
	}
}

func TestJSONForPrograms(t *testing.T) {
	got := written(JSON, false, turn.Note{Kind: turn.NoteSaid, Name: "juri", Text: "a\x1b[2Jb", Count: 3})
	var line map[string]any
	if err := json.Unmarshal([]byte(got), &line); err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	for key, want := range map[string]any{"event": "say", "from": "172.18.0.3:8412", "name": "juri", "text": "a\x1b[2Jb", "to": 3.0, "level": "INFO"} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	if strings.ContainsRune(got, '\x1b') {
		t.Error("an escape character got through")
	}
}

func TestJSONIsSafeForATerminalToo(t *testing.T) {
	bad := "a\x1b\u009b31m\u202eb\n"
	got := written(JSON, false, turn.Note{Kind: turn.NoteUnnamed, Name: bad, Err: room.ErrTaken})
	if strings.ContainsAny(strings.TrimSuffix(got, "\n"), "\x1b\u009b\u202e\n") {
		t.Errorf("got %q", got)
	}
}

func TestLogger(t *testing.T) {
	var b bytes.Buffer
	j := New(&b, Text, false, new(tally.Tally), nil)
	j.Logger().Info("the room is open", "event", "start")
	j.Logger().Debug("noise")
	j.Logger().Warn("careful")
	j.Close(5 * time.Second)
	want := regexp.MustCompile(`^\d\d:\d\d:\d\d  start     the room is open\n\d\d:\d\d:\d\d  warn      careful\n$`)
	if !want.MatchString(b.String()) {
		t.Errorf("got %q", b.String())
	}
}

// stuck is a terminal that is held with Ctrl-S.
type stuck struct{ held chan struct{} }

func (s stuck) Write(p []byte) (int, error) {
	<-s.held
	return len(p), nil
}

func TestAStuckWriterStallsNobody(t *testing.T) {
	w := stuck{make(chan struct{})}
	counted := new(tally.Tally)
	j := New(w, Text, false, counted, nil)
	const extra = 1000
	start := time.Now()
	for range queueLength + extra {
		j.Note(turn.Note{Kind: turn.NoteBye, At: at})
	}
	j.Logger().Log(t.Context(), slog.LevelInfo, "x")
	j.Close(10 * time.Millisecond)
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
	// One entry may be in the writer's hands.
	if n := counted.Get(tally.DroppedLogQueue); n != extra+1 && n != extra {
		t.Errorf("%d dropped entries counted, want about %d", n, extra)
	}
	close(w.held)
	j.Close(5 * time.Second)
}

// gone is a pipe whose reader has ended.
type gone struct{ writes int }

func (g *gone) Write([]byte) (int, error) {
	g.writes++
	return 0, syscall.EPIPE
}

func TestALogWhoseReaderHasGoneIsToldOnceAndCounted(t *testing.T) {
	w, counted := new(gone), new(tally.Tally)
	var told []error
	j := New(w, Text, false, counted, func(err error) { told = append(told, err) })
	for range 5 {
		j.Note(turn.Note{Kind: turn.NoteBye, At: at})
	}
	j.Close(5 * time.Second)
	if len(told) != 1 || !errors.Is(told[0], syscall.EPIPE) {
		t.Errorf("told %v", told)
	}
	if n := counted.Get(tally.DroppedLogWrite); n != 5 || w.writes != 5 {
		t.Errorf("%d entries counted of %d written", n, w.writes)
	}
}
