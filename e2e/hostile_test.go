package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"obrolan/shared/wire/classic"
)

// A hundred thousand malformed datagrams, up to 10,000 a second, while people chat: nobody notices, no byte is
// answered, each is counted, and the server's memory stays where it was. Few enough wait at any time to fit the
// buffer of the server's socket, however slow the machine is: what is tested is the server, and not the kernel.
func TestMalformedDatagrams(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri, budi := lab.Join("juri"), lab.Join("budi")
	before := lab.Server.MemoryMiB()
	noise := lab.Noise()
	const total, burst, waiting = 100_000, 50, 100
	began := time.Now()
	pace := time.NewTicker(5 * time.Millisecond)
	defer pace.Stop()
	for sent := 0; sent < total; sent += burst {
		<-pace.C
		noise.WaitsFor(waiting)
		noise.Sends(burst)
		if sent%(total/10) == 0 {
			line := fmt.Sprintf("baris %d", sent)
			juri.Says(line)
			budi.Sees("juri: " + line)
			juri.Sees("juri: " + line)
		}
	}
	t.Logf("%d malformed datagrams in %v", total, time.Since(began).Round(time.Millisecond))
	juri.Says("baris terakhir")
	budi.Sees("juri: baris terakhir")
	if dropped := lab.Server.Counters().Dropped(); dropped != total {
		t.Errorf("the server counts %d malformed datagrams, not %d; of all to it, the kernel dropped %d", dropped, total, noise.Lost())
	}
	noise.Unanswered()
	if after := lab.Server.MemoryMiB(); after > before+16 {
		t.Errorf("the server grew from %d to %d MiB", before, after)
	}
	budi.HasNotSeen("* away")
	budi.HasNotSeen("* juri left")
}

// The same as fast as they can be sent. The kernel drops what does not fit the socket's buffer, whoever sent it, and
// classic repeats no line, so nobody chats meanwhile. All that got through is counted, and the room is as it was.
func TestFloodThatOverrunsTheBuffer(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri, budi := lab.Join("juri"), lab.Join("budi")
	noise := lab.Noise()
	const total = 100_000
	noise.Sends(total)
	noise.WaitsFor(0)
	juri.Says("masih di sini")
	budi.Sees("juri: masih di sini")
	juri.Sees("juri: masih di sini")
	dropped, lost := lab.Server.Counters().Dropped(), noise.Lost()
	t.Logf("the kernel dropped %d of %d, the server %d", lost, total, dropped)
	if dropped > total || dropped+lost < total {
		t.Errorf("of %d malformed datagrams the kernel dropped %d and the server counts %d", total, lost, dropped)
	}
	noise.Unanswered()
	budi.HasNotSeen("* juri left")
}

// What strangers ask is answered only so often: 300 times at once and 100 times a second. People who join meanwhile
// get their answers.
func TestAnswersAreRateLimited(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	stranger := lab.Stranger()
	const questions = 5000
	began := time.Now()
	for range questions {
		stranger.Sends([]byte("a"))
	}
	lab.Join("juri") // the questions before have been read by then
	most := 300 + int(100*time.Since(began).Seconds()) + 1
	answers := 0
	for stranger.Reads(time.Second) != nil {
		answers++
	}
	if answers == 0 || answers > most {
		t.Errorf("%d questions of a stranger earned %d answers, at most %d were due", questions, answers, most)
	}
}

// Thousands of key exchanges that lead nowhere keep nobody out.
func TestFloodOfJoins(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi := lab.Join("budi")
	before := lab.Server.MemoryMiB()
	for range 100 {
		stranger := lab.Stranger()
		for range 50 {
			stranger.Sends([]byte("65537,245009"))
		}
		_ = stranger.conn.Close()
	}
	lab.Join("juri").Says("masih bisa masuk")
	budi.Sees("juri: masih bisa masuk")
	if after := lab.Server.MemoryMiB(); after > before+32 {
		t.Errorf("the server grew from %d to %d MiB", before, after)
	}
}

// Names that could confuse a room are refused.
func TestNamesThatAreRefused(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	stranger := lab.Stranger()
	stranger.Authenticates()
	for _, name := range []string{"", " ", "a\nb", "a\rb", "a\x1b[2Jb", "a\u202eb", "a\u200bb", "JURI", "jurі" /* with a Cyrillic і */, "ｊｕｒｉ",
		"server", strings.Repeat("x", 200), "\u0301"} {
		stranger.Asks(classic.AppendCheck(nil, name), classic.AnswerUnavailable)
		stranger.Asks(classic.AppendSet(nil, name), classic.AnswerUnavailable)
	}
	stranger.Asks(classic.AppendCheck(nil, "a:b"), classic.AnswerUnavailable)
	juri.Says("sendirian")
	lab.Server.Did(Action{Event: "say", Text: "sendirian", To: 1})
	if n := lab.Server.Times(Action{Event: "join"}); n != 1 {
		t.Errorf("%d joins", n)
	}
}

// Nobody speaks for another, and nothing that is said moves a cursor.
func TestWhatIsSaidIsMadeSafe(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	stranger := lab.Stranger()
	stranger.Joins("tamu")
	stranger.SaysAs("juri", "palsu")
	stranger.SaysAs("tamu", "satu\n* juri left\x1b[2J\u202e")
	juri.Sees("tamu: satu * juri left\uFFFD[2J\uFFFD")
	juri.HasNotSeen("juri: palsu")
	juri.HasNotSeen("* juri left")
	if line := stranger.Line(patience); line != "tamu: satu * juri left\uFFFD[2J\uFFFD" {
		t.Errorf("relayed as %q", line)
	}
}

// A full room says so, and has a place again when somebody leaves.
func TestFullRoom(t *testing.T) {
	t.Parallel()
	lab := Start(t, With("OBROLAN_MAX_MEMBERS", "2"))
	juri := lab.Join("juri")
	lab.Join("budi")
	stranger := lab.Stranger()
	stranger.Authenticates()
	stranger.Asks(classic.AppendSet(nil, "sari"), classic.AnswerUnavailable)
	juri.Leaves()
	stranger.Asks(classic.AppendSet(nil, "sari"), classic.AnswerSet)
}

// Two hundred members leave at one instant: everybody is let go, and the one who stays is told of each once. Where
// that client gets no processor time meanwhile, its socket's buffer may overflow, and classic repeats no line: as
// many may then be missing as the kernel says that it dropped.
func TestEverybodyLeavesAtOnce(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	const crowd = 200
	all := make([]*Stranger, crowd)
	for i := range all {
		all[i] = lab.Stranger()
		all[i].Joins(fmt.Sprintf("orang%d", i))
	}
	kernel := juri.Kernel()
	var leaving sync.WaitGroup
	for _, s := range all {
		leaving.Go(func() { s.Asks(classic.AppendLeave(nil, "x"), classic.AnswerBye) })
	}
	leaving.Wait()
	juri.Reaches(juri, "sepi")
	missing := 0
	for i := range all {
		line := fmt.Sprintf("* orang%d left", i)
		switch n := juri.Times(line); n {
		case 0:
			missing++
		case 1:
		default:
			t.Errorf("juri sees %q %d times", line, n)
		}
	}
	if lost := kernel.Datagrams().Lost; missing > int(lost) {
		t.Errorf("juri has not seen %d of %d leave, and the kernel dropped %d datagrams; it printed\n%s", missing, crowd, lost, juri.printed)
	}
	lab.Server.Did(Action{Event: "say", Text: "sepi", To: 1})
	if n := lab.Server.Times(Action{Event: "leave"}); n != crowd {
		t.Errorf("%d leaves in the log, not %d", n, crowd)
	}
}
