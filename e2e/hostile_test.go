package e2e

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"obrolan/shared/wire/classic"
)

// A hundred thousand malformed datagrams, 10,000 a second, while people chat: nobody notices, no byte is
// answered, and the server's memory stays where it was. (A flood that overruns the socket's buffer takes
// people's datagrams with it; no server can help that, as the kernel drops them.)
func TestMalformedDatagrams(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri, budi := lab.Join("juri"), lab.Join("budi")
	before := lab.Server.MemoryMiB()
	stranger := lab.Stranger()
	const total, burst = 100_000, 50
	random := rand.New(rand.NewPCG(1, 2))
	pace := time.NewTicker(5 * time.Millisecond)
	defer pace.Stop()
	for sent := 0; sent < total; sent += burst {
		<-pace.C
		for range burst {
			stranger.Sends(malformed(random))
		}
		if sent%(total/10) == 0 {
			line := fmt.Sprintf("baris %d", sent)
			juri.Says(line)
			budi.Sees("juri: " + line)
			juri.Sees("juri: " + line)
		}
	}
	if answer := stranger.Reads(time.Second); answer != nil {
		t.Errorf("a malformed datagram is answered: %q", answer)
	}
	if after := lab.Server.MemoryMiB(); after > before+16 {
		t.Errorf("the server grew from %d to %d MiB", before, after)
	}
	budi.HasNotSeen("* away")
	budi.HasNotSeen("* juri left")
}

// What strangers ask is answered only so often: thousands of questions earn hundreds of answers, and people who join meanwhile
// get theirs.
func TestAnswersAreRateLimited(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	stranger := lab.Stranger()
	const questions = 5000
	for range questions {
		stranger.Sends([]byte("a"))
	}
	lab.Join("juri")
	answers := 0
	for stranger.Reads(500*time.Millisecond) != nil {
		answers++
	}
	if answers == 0 || answers > questions/5 {
		t.Errorf("%d questions of a stranger earned %d answers", questions, answers)
	}
}

// malformed is random bytes, or something that nearly belongs to the protocol.
func malformed(random *rand.Rand) []byte {
	almost := []string{"PASSWORD:zz", "PASSWORD:", "1,2", "99999999999,5", ",", "SET_USERNAME:\xff\xfe", "halo", "1  2", "ENCRYPTED:1 2END", "\x00"}
	if pick := random.IntN(2 * len(almost)); pick < len(almost) {
		return []byte(almost[pick])
	}
	b := make([]byte, 1+random.IntN(1400))
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	b[0] = 0x80 // no request starts so
	return b
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
	lab.Join("juri")
	stranger := lab.Stranger()
	stranger.Authenticates()
	for _, name := range []string{"", " ", "a\nb", "a\rb", "a\x1b[2Jb", "a\u202eb", "a\u200bb", "JURI", "jurі" /* with a Cyrillic і */, "ｊｕｒｉ",
		"server", strings.Repeat("x", 200), "\u0301"} {
		stranger.Asks(classic.AppendCheck(nil, name), classic.AnswerUnavailable)
		stranger.Asks(classic.AppendSet(nil, name), classic.AnswerUnavailable)
	}
	stranger.Asks(classic.AppendCheck(nil, "a:b"), classic.AnswerUnavailable)
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

// Two hundred members leave at one instant: everybody is let go, and the one who stays is told of each once.
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
	juri.Sees(fmt.Sprintf("* orang%d joined", crowd-1))
	var leaving sync.WaitGroup
	for _, s := range all {
		leaving.Go(func() { s.Asks(classic.AppendLeave(nil, "x"), classic.AnswerBye) })
	}
	leaving.Wait()
	juri.Says("sepi")
	juri.Sees("juri: sepi")
	for i := range all {
		juri.SeesOnce(fmt.Sprintf("* orang%d left", i))
	}
	lab.Server.Did(Action{Event: "say", Text: "sepi", To: 1})
}
