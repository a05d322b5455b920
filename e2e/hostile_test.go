package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"obrolan/shared/wire/classic"
)

// 100,000 malformed datagrams, up to 10,000 a second, while people chat: every line arrives, no malformed datagram is
// answered, each is counted, and the server's memory does not grow. The sender waits while the server is behind, so that
// the socket's buffer never overflows, even on a slow machine: this tests the server, not the kernel.
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

// The same as fast as the machine can send them. The kernel drops whatever does not fit the socket's buffer, and classic
// does not retransmit lines, so nobody chats meanwhile. Every datagram is counted, as dropped by the kernel or by the
// server, and the room still works afterwards.
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

// Answers to addresses that have not joined are limited to a burst of 300 and 100 a second. A join at the same time
// succeeds.
func TestAnswersAreRateLimited(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	stranger := lab.Stranger()
	const questions = 5000
	began := time.Now()
	for range questions {
		stranger.Sends([]byte("a"))
	}
	lab.Join("juri") // the server has read all questions by then
	most := 300 + int(100*time.Since(began).Seconds()) + 1
	answers := 0
	for stranger.Reads(time.Second) != nil {
		answers++
	}
	if answers == 0 || answers > most {
		t.Errorf("%d questions of a stranger earned %d answers, at most %d were due", questions, answers, most)
	}
}

// Thousands of unfinished key exchanges do not keep others out.
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

// No member can speak under another name, and no text can move the cursor.
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

// A full room refuses a join, and accepts it after somebody has left.
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

// 200 members leave at the same time: each gets its answer, and the remaining member sees each leave once. If its client
// gets no processor time meanwhile, the buffer of its socket may overflow, and classic does not retransmit lines: at
// most as many leaves may be missing as the kernel dropped datagrams.
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
