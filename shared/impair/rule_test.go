package impair

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"
)

// The tests' wire format: a letter for the kind (S, D, A), then a number.
func kindIs(letter byte) func([]byte) bool {
	return func(d []byte) bool { return len(d) > 0 && d[0] == letter }
}

// arrivals sends the datagrams a millisecond apart over 10 ms and returns what
// arrives, in order, as "text@ms".
func arrivals(l *Link, datagrams ...string) []string {
	var line Timeline[string]
	now := epoch
	for _, text := range datagrams {
		for _, d := range l.Send(now, []byte(text), nil) {
			line.Push(d.At, fmt.Sprintf("%s@%d", d.Data, d.At.Sub(epoch).Milliseconds()))
		}
		now = now.Add(time.Millisecond)
	}
	var all []string
	for line.Len() > 0 {
		text, _, _ := line.Pop(now.Add(time.Hour))
		all = append(all, text)
	}
	return all
}

func TestRules(t *testing.T) {
	stream := []string{"S", "A1", "D1", "D2", "A2", "D3"}
	for _, c := range []struct {
		name string
		rule Rule
		want []string
		hits uint64
	}{
		{
			"drop the second ACK of flow 1",
			Rule{Match: kindIs('A'), Flow: 1, Occurs: Nth(2), Action: Drop()},
			[]string{"S@10", "A1@11", "D1@12", "D2@13", "D3@15"}, 1,
		},
		{
			"of another flow",
			Rule{Match: kindIs('A'), Flow: 2, Occurs: Nth(2), Action: Drop()},
			[]string{"S@10", "A1@11", "D1@12", "D2@13", "A2@14", "D3@15"}, 0,
		},
		{
			"of another direction",
			Rule{Match: kindIs('A'), Direction: Down, Action: Drop()},
			[]string{"S@10", "A1@11", "D1@12", "D2@13", "A2@14", "D3@15"}, 0,
		},
		{
			"all data, this direction",
			Rule{Match: kindIs('D'), Flow: 1, Direction: Up, Action: Drop()},
			[]string{"S@10", "A1@11", "A2@14"}, 3,
		},
		{
			"flip a bit in data segment 2", // bit 14 is 0x02 of the second byte: '2' becomes '0'
			Rule{Match: kindIs('D'), Occurs: Nth(2), Action: FlipBit(14)},
			[]string{"S@10", "A1@11", "D1@12", "D0@13", "A2@14", "D3@15"}, 1,
		},
		{
			"flip in the last byte",
			Rule{Match: kindIs('A'), Action: FlipByte(-1, 0x40)},
			[]string{"S@10", "Aq@11", "D1@12", "D2@13", "Ar@14", "D3@15"}, 2,
		},
		{
			"flip behind the end",
			Rule{Match: kindIs('S'), Action: FlipBit(8)},
			[]string{"S@10", "A1@11", "D1@12", "D2@13", "A2@14", "D3@15"}, 0,
		},
		{
			"replay the SYN",
			Rule{Match: kindIs('S'), Action: Replay(100 * time.Millisecond)},
			[]string{"S@10", "A1@11", "D1@12", "D2@13", "A2@14", "D3@15", "S@110"}, 1,
		},
		{
			"delay segment 1 by 50 ms",
			Rule{Match: kindIs('D'), Occurs: Nth(1), Action: Hold(50 * time.Millisecond)},
			[]string{"S@10", "A1@11", "D2@13", "A2@14", "D3@15", "D1@62"}, 1,
		},
		{
			"everything from the fourth on",
			Rule{Occurs: From(4), Action: Drop()},
			[]string{"S@10", "A1@11", "D1@12"}, 3,
		},
		{
			"every second datagram",
			Rule{Occurs: Every(2), Action: Drop()},
			[]string{"S@10", "D1@12", "A2@14"}, 3,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := NewLink(Config{Delay: 10 * time.Millisecond, Rules: []Rule{c.rule}}, 1, 1, Up)
			if got := arrivals(l, stream...); !slices.Equal(got, c.want) {
				t.Errorf("arrived %v\n   want %v", got, c.want)
			}
			if hits := l.Stats().RuleHits; hits[0] != c.hits {
				t.Errorf("%d hits, want %d", hits[0], c.hits)
			}
		})
	}
}

func TestDropSegmentFiveTwice(t *testing.T) {
	five := func(d []byte) bool { return string(d) == "D5" }
	l := NewLink(Config{Rules: []Rule{{Match: five, Occurs: First(2), Action: Drop()}}}, 1, 1, Up)
	got := arrivals(l, "D4", "D5", "D6", "D5", "D5", "D5")
	if want := []string{"D4@0", "D6@2", "D5@4", "D5@5"}; !slices.Equal(got, want) {
		t.Errorf("arrived %v, want %v", got, want)
	}
}

func TestRulesAddUp(t *testing.T) {
	l := NewLink(Config{Rules: []Rule{
		{Action: FlipByte(0, 0x20)}, {Action: FlipByte(1, 0x01)},
		{Action: Hold(time.Millisecond)}, {Action: Hold(2 * time.Millisecond)},
		{Action: Replay(5 * time.Millisecond)}, {Action: Replay(0)},
	}}, 1, 1, Up)
	// The copies are as sent; those of a held datagram follow it.
	if got, want := arrivals(l, "D1"), []string{"d0@3", "D1@3", "D1@8"}; !slices.Equal(got, want) {
		t.Errorf("arrived %v, want %v", got, want)
	}
	s := l.Stats()
	if s.Corrupted != 1 || s.Reordered != 1 || s.Replayed != 2 || !slices.Equal(s.RuleHits, []uint64{1, 1, 1, 1, 1, 1}) {
		t.Errorf("%+v", s)
	}
}

func TestReplayOutlivesTheOriginal(t *testing.T) {
	l := NewLink(Config{Delay: 10 * time.Millisecond, Rules: []Rule{{Action: Drop()}, {Action: Replay(5 * time.Millisecond)}}}, 1, 1, Up)
	if got, want := arrivals(l, "D1"), []string{"D1@15"}; !slices.Equal(got, want) {
		t.Errorf("arrived %v, want %v", got, want)
	}
	l.SetDown(true)
	if got := arrivals(l, "D1"); got != nil {
		t.Errorf("a cut link replayed %v", got)
	}
}

func TestReplayedDataIsItsOwn(t *testing.T) {
	l := NewLink(Config{Rules: []Rule{{Action: Replay(0)}}}, 1, 1, Up)
	sent := []byte("D1")
	out := l.Send(epoch, sent, nil)
	out[0].Data[0] = 'X' // a receiver that decrypts in place
	if !bytes.Equal(out[1].Data, []byte("D1")) {
		t.Error("the replayed copy shares the original's memory")
	}
}

// TestRulesCountWhateverHappens: a rule's numbers are those of what was sent.
func TestRulesCountWhateverHappens(t *testing.T) {
	l := NewLink(Config{Rules: []Rule{{Match: kindIs('D'), Occurs: Nth(3), Action: Drop()}}}, 1, 1, Up)
	l.SetDown(true)
	arrivals(l, "D1", "D2")
	l.SetDown(false)
	if got, want := arrivals(l, "D3", "D4"), []string{"D4@1"}; len(got) != 1 || got[0][:2] != want[0][:2] {
		t.Errorf("arrived %v", got)
	}
}

func TestOccurrences(t *testing.T) {
	for _, c := range []struct {
		o    Occurrence
		want []int
	}{
		{Occurrence{}, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		{Nth(1), []int{1}},
		{Nth(4), []int{4}},
		{First(2), []int{1, 2}},
		{From(8), []int{8, 9}},
		{Every(4), []int{4, 8}},
		{Occurrence{Start: 2, Step: 3, Limit: 2}, []int{2, 5}},
		{Occurrence{Step: 4}, []int{1, 5, 9}},
	} {
		var got []int
		for i := 1; i <= 9; i++ {
			if c.o.picks(i) {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v picks %v, want %v", c.o, got, c.want)
		}
	}
}

func TestOutages(t *testing.T) {
	l := NewLink(Config{Outages: []Outage{{2 * time.Second, 3 * time.Second}, {From: 10 * time.Second}}}, 1, 1, Up)
	l.Start(epoch)
	for _, c := range []struct {
		ms   float64
		want Verdict
	}{
		{500, Passed}, {1999.999999, Passed}, {2000, WasCut}, {2999.999999, WasCut}, {3000, Passed},
		{9999, Passed}, {10_000, WasCut}, {1e9, WasCut},
	} {
		l.Send(at(c.ms), nil, nil)
		if _, got := l.Last(); got != c.want {
			t.Errorf("at %v ms: %v, want %v", c.ms, got, c.want)
		}
	}
	if s := l.Stats(); s.Cut != 4 || s.Delivered != 4 {
		t.Errorf("%v", s)
	}
}

func TestOutagesCountFromTheFirstDatagram(t *testing.T) {
	l := NewLink(Config{Outages: []Outage{{time.Second, 2 * time.Second}}}, 1, 1, Up)
	if l.Backlog(at(0)); len(l.Send(at(5000), nil, nil)) != 1 || len(l.Send(at(6000), nil, nil)) != 0 {
		t.Error("the outage isn't one second after the first datagram")
	}
}

func TestOnlyDataIsLost(t *testing.T) {
	c := Config{Loss: 0.5, Burst: &GilbertElliott{ToBad: 0.5, ToGood: 0.5}, LossOnly: kindIs('D')}
	l, every := NewLink(c, 1, 1, Up), NewLink(Config{Loss: c.Loss, Burst: c.Burst}, 1, 1, Up)
	for n := range 2000 {
		letter := "AD"[n%2 : n%2+1]
		l.Send(epoch, []byte(letter), nil)
		every.Send(epoch, []byte(letter), nil)
		_, got := l.Last()
		_, without := every.Last()
		if letter == "A" && got != Passed {
			t.Fatalf("datagram %d, an ACK: %v", n+1, got)
		}
		if letter == "D" && got != without {
			t.Fatalf("datagram %d: %v, without the filter %v", n+1, got, without)
		}
	}
	if s := l.Stats(); s.Lost == 0 || s.BurstLost == 0 {
		t.Errorf("%v", s)
	}
}
