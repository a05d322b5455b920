package arq

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
)

// FuzzConn drives two ends of a connection by a program: what they write, read and close, what the network does to each datagram, what
// a stranger adds, and when the drivers come late. Whatever the program does:
//
//   - what is read is what was written, in order, as long as nothing forged has valid numbers (fuzz_forge_test.go);
//   - after Advance and Transmit no Deadline is due, and few datagrams leave on a path that loses nothing;
//   - what a connection holds is bounded, and consistent (invariants_test.go);
//   - both ends come to an end once they are closed, and all is read if neither ended with an error.
//
// testdata/fuzz holds programs that reach deep; TestFuzzCorpusReachesDeep says how deep.
func FuzzConn(f *testing.F) {
	f.Fuzz(func(t *testing.T, code []byte) { newHarness(t, code).run() })
}

// corpus returns the committed programs.
func corpus(t *testing.T) map[string][]byte {
	files, err := filepath.Glob(filepath.Join("testdata", "fuzz", "FuzzConn", "*"))
	if err != nil {
		t.Fatal(err)
	}
	programs := map[string][]byte{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, quoted, _ := strings.Cut(string(text), "[]byte(")
		code, err := strconv.Unquote(strings.TrimSuffix(strings.TrimSpace(quoted), ")"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		programs[filepath.Base(name)] = []byte(code)
	}
	return programs
}

// TestFuzzCorpusReachesDeep: the committed programs bring both ends through every state, and let every part of the
// machine work at least once. Without its folder a fuzz test would stay green on nothing.
func TestFuzzCorpusReachesDeep(t *testing.T) {
	var states [2][TimeWait + 1]bool
	var sum Stats
	reached := map[string]int{}
	for _, code := range corpus(t) {
		h := newHarness(t, code)
		h.run()
		for what, n := range h.reached {
			reached[what] += n
		}
		for i, e := range h.ends {
			for s := range e.seen {
				states[i][s] = states[i][s] || e.seen[s]
			}
			sum = add(sum, e.conn.Stats())
		}
	}
	for s := Closed; s <= TimeWait; s++ {
		if !states[client][s] && s != Listen && s != SynReceived {
			t.Errorf("no client was in %v", s)
		}
		if !states[server][s] && s != SynSent {
			t.Errorf("no server was in %v", s)
		}
	}
	for what, n := range map[string]int64{
		"retransmissions": sum.Retransmitted, "losses": sum.Losses, "spurious losses": sum.Spurious, "undone reductions": sum.Undone,
		"time-outs": sum.Timeouts, "loss probes": sum.LossProbes, "window probes": sum.WindowProbes, "keep-alives": sum.KeepAlives,
		"challenges": sum.ChallengeACKs, "duplicates": sum.Duplicates, "refused segments": sum.Refused, "copies": sum.Copies,
		"both ends established": int64(reached[bothOpen]), "orderly ends with all data": int64(reached[wholeStreams]),
		"forged segments": int64(reached[forgedSegment]), "late answers": int64(reached[lateAnswer]),
		"exhausted budgets": int64(reached[exhausted]), "resets": int64(reached[ErrReset.Error()]),
		"ends that linger": int64(reached[ErrLinger.Error()]), "dead peers": int64(reached[ErrTimeout.Error()]),
		"stops": int64(reached[stopped]), "ids from handshakes": int64(reached[givenID]),
	} {
		if n == 0 {
			t.Errorf("no program has %s", what)
		}
	}
}

func add(a, b Stats) Stats {
	a.Retransmitted += b.Retransmitted
	a.Losses += b.Losses
	a.Spurious += b.Spurious
	a.Undone += b.Undone
	a.Timeouts += b.Timeouts
	a.LossProbes += b.LossProbes
	a.WindowProbes += b.WindowProbes
	a.KeepAlives += b.KeepAlives
	a.ChallengeACKs += b.ChallengeACKs
	a.Duplicates += b.Duplicates
	a.Refused += b.Refused
	a.Copies += b.Copies
	return a
}

// program is the fuzzer's input, read byte by byte. It goes on with zeros.
type program struct{ code []byte }

func (p *program) over() bool { return len(p.code) == 0 }

func (p *program) next() int {
	if p.over() {
		return 0
	}
	b := p.code[0]
	p.code = p.code[1:]
	return int(b)
}

// duration is between 0 and about 8 minutes, the shorter the finer.
func (p *program) duration() time.Duration {
	b := p.next()
	return time.Duration(b&15) * time.Millisecond << (b >> 4)
}

// offset is 0, small, some segments, or anything.
func (p *program) offset() int {
	b := p.next()
	switch b >> 6 {
	case 0:
		return 0
	case 1:
		return b&63 - 32
	case 2:
		return (b&63 - 32) * 111
	}
	if n := 1 << (b & 31); b&32 == 0 {
		return n
	} else {
		return -n
	}
}

// size is between 1 and some 32,000 bytes.
func (p *program) size() int {
	b := p.next()
	return 1 + (b&15)<<(b>>4&15)&0x7fff
}

// endConfig reads one end's configuration: five bytes.
func (p *program) endConfig() Config {
	a, b, send, receive, n := p.next(), p.next(), p.next(), p.next(), p.next()
	c := Config{
		Congestion:      congestion.Names()[a%len(congestion.Names())],
		Redundancy:      a&8 != 0,
		MaxDatagram:     []int{1200, 1184, 300, 256}[a>>4&3],
		KeepAliveProbes: 1 + b&7,
		SendBuffer:      256 + send<<(send&7),
		ReceiveBuffer:   256 + receive<<(receive&7),
		InitialSequence: uint32(n) << 24,
		FirstPacket:     uint64(n&15) << 28,
	}
	if n&1 != 0 {
		c.InitialSequence -= 1000
		c.FirstPacket += 1<<28 - 20
	}
	if b&8 != 0 {
		c.KeepAlive = -1
	}
	if b&16 != 0 {
		c.GiveUp, c.OpeningTimeout = 5*time.Second, 2*time.Second
	}
	return c
}
