package arq

import (
	"testing"

	"obrolan/shared/wire"

	"pgregory.net/rapid"
)

// anyBase draws where a stream begins; near the wrap more often than chance would have it.
func anyBase(t *rapid.T) sequence {
	if rapid.Bool().Draw(t, "wraps") {
		return sequence(1<<32 - rapid.IntRange(0, 300).Draw(t, "before the wrap"))
	}
	return sequence(rapid.Uint32().Draw(t, "base"))
}

// TestSpanSetAgainstMap compares the set of spans with a map of bytes.
func TestSpanSetAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, model := anyBase(t), map[int]bool{}
		var x spanSet
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			from := rapid.IntRange(0, 300).Draw(t, "from")
			if rapid.IntRange(0, 9).Draw(t, "what") == 0 {
				x.forget(base.plus(from))
				for i := range from {
					delete(model, i)
				}
			} else {
				addToBoth(t, &x, model, base, from, rapid.IntRange(1, 60).Draw(t, "length"))
			}
			compareSpans(t, &x, model, base)
		}
	})
}

func addToBoth(t *rapid.T, x *spanSet, model map[int]bool, base sequence, from, length int) {
	fresh := map[int]bool{}
	for _, s := range x.add(span{base.plus(from), base.plus(from + length)}) {
		for at := s.start; at.before(s.end); at++ {
			fresh[at.minus(base)] = true
		}
	}
	for i := from; i < from+length; i++ {
		if fresh[i] == model[i] {
			t.Fatalf("byte %d: fresh %v, was there %v", i, fresh[i], model[i])
		}
		delete(fresh, i)
		model[i] = true
	}
	if len(fresh) > 0 {
		t.Fatalf("fresh outside of what was added: %v", fresh)
	}
}

func compareSpans(t *rapid.T, x *spanSet, model map[int]bool, base sequence) {
	held := 0
	for i, s := range x.spans {
		if !s.start.before(s.end) || i > 0 && !x.spans[i-1].end.before(s.start) {
			t.Fatalf("not sorted and apart: %v", x.spans)
		}
		for at := s.start; at.before(s.end); at++ {
			held++
			if !model[at.minus(base)] {
				t.Fatalf("holds byte %d too much", at.minus(base))
			}
		}
	}
	if held != len(model) {
		t.Fatalf("holds %d bytes instead of %d", held, len(model))
	}
	for i := 0; i < 360; i += 7 {
		s := span{base.plus(i), base.plus(i + 5)}
		all := true
		for j := i; j < i+5; j++ {
			all = all && model[j]
		}
		if x.covers(s) != all {
			t.Fatalf("covers [%d,%d): %v", i, i+5, !all)
		}
	}
}

// TestReceiveBufferAgainstModel throws pieces of a stream at the buffer in any order and compares what
// comes out, the window and the SACK blocks with what they must be.
func TestReceiveBufferAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := anyBase(t)
		limit := rapid.IntRange(256, 6000).Draw(t, "limit")
		stream := pattern(20_000, 9)
		var b receiveBuffer
		b.start(base, limit)
		var read int
		arrived := map[int]bool{}
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			from := max(0, b.next.minus(base)+rapid.IntRange(-800, 4000).Draw(t, "from"))
			length := rapid.IntRange(1, 1200).Draw(t, "length")
			length = min(length, len(stream)-from)
			if length <= 0 {
				continue
			}
			b.insert(base.plus(from), stream[from:from+length])
			for i := from; i < min(from+length, read+limit); i++ {
				arrived[i] = true
			}
			checkBlocks(t, &b, base, arrived)
			p := make([]byte, rapid.IntRange(0, 1500).Draw(t, "read"))
			n := b.readInto(p)
			for i, got := range p[:n] {
				if got != stream[read+i] || !arrived[read+i] {
					t.Fatalf("byte %d is wrong", read+i)
				}
			}
			read += n
			edge := b.edge
			b.promise(1200)
			if b.edge.before(edge) || b.edge.minus(b.read) > limit {
				t.Fatalf("the window shrank or promises too much")
			}
		}
		for i := range b.next.minus(base) {
			if !arrived[i] {
				t.Fatalf("byte %d never arrived and counts as there", i)
			}
		}
		if next := b.next.minus(base); arrived[next] {
			t.Fatalf("byte %d arrived and counts as missing", next)
		}
	})
}

func checkBlocks(t *rapid.T, b *receiveBuffer, base sequence, arrived map[int]bool) {
	var blocks [wire.MaxBlocks]wire.Block
	n := b.blocks(blocks[:])
	if n == 0 && len(b.early.spans) > 0 {
		t.Fatalf("no block for %v", b.early.spans)
	}
	for _, block := range blocks[:n] {
		from, to := sequence(block.Start).minus(base), sequence(block.End).minus(base)
		if from <= b.next.minus(base) || from >= to {
			t.Fatalf("block [%d,%d) with next at %d", from, to, b.next.minus(base))
		}
		for i := from; i < to; i++ {
			if !arrived[i] {
				t.Fatalf("block [%d,%d) tells of byte %d, which never arrived", from, to, i)
			}
		}
		if arrived[from-1] || arrived[to] {
			t.Fatalf("block [%d,%d) is not all of its span", from, to)
		}
	}
}

func TestReceiveBufferBoundsItsHoles(t *testing.T) {
	var b receiveBuffer
	b.start(0, 1<<20)
	for i := range 2 * maxSpans {
		got := b.insert(sequence(10+2*i), []byte{1})
		if want := i < maxSpans; (got == outOfTurn) != want {
			t.Fatalf("hole %d: %v", i, got)
		}
	}
	if got := b.insert(0, make([]byte, 10)); got != filled {
		t.Errorf("what comes next must get in all the same: %v", got)
	}
}

// TestBlocksOfOldSpans: spans that later ones pushed out of the list of recent arrivals are told again when
// there is room.
func TestBlocksOfOldSpans(t *testing.T) {
	var b receiveBuffer
	b.start(0, 1<<16)
	for i := range 12 {
		b.insert(sequence(1000+20*i), make([]byte, 10))
	}
	var blocks [wire.MaxBlocks]wire.Block
	if n := b.blocks(blocks[:]); n != 8 || blocks[0].Start != 1220 || blocks[7].Start != 1080 {
		t.Fatalf("%d blocks, %v", n, blocks)
	}
	for i := 4; i < 11; i++ {
		b.insert(sequence(1010+20*i), make([]byte, 10)) // the later ones grow together
	}
	if n := b.blocks(blocks[:]); n != 5 || blocks[0] != (wire.Block{Start: 1080, End: 1230}) {
		t.Errorf("%d blocks, %v", n, blocks)
	}
}

// TestDeque compares the ring with a slice, over the wrap of its positions.
func TestDeque(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := uint32(rapid.SampledFrom([]int{0, 1<<32 - 20, 1000}).Draw(t, "start"))
		q := deque[int]{first: start, end: start}
		var model []int
		for i := range rapid.IntRange(1, 200).Draw(t, "steps") {
			if len(model) > 0 && rapid.IntRange(0, 2).Draw(t, "what") == 0 {
				q.pop()
				model = model[1:]
			} else {
				q.push(i)
				model = append(model, i)
			}
			if q.size() != len(model) {
				t.Fatalf("size %d, want %d", q.size(), len(model))
			}
			for j, want := range model {
				if got := q.at(q.first + uint32(j)); got == nil || *got != want {
					t.Fatalf("item %d: %v, want %d", j, got, want)
				}
			}
			if q.at(q.first-1) != nil || q.at(q.end) != nil {
				t.Fatal("finds an item outside of the queue")
			}
		}
	})
}

func TestSequenceWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyBase(t)
		n := rapid.IntRange(-1<<30, 1<<30).Draw(t, "n")
		if got := s.plus(n).minus(s); got != n {
			t.Fatalf("%d and back is %d", n, got)
		}
		if s.before(s.plus(n)) != (n > 0) || s.plus(n).before(s) != (n < 0) {
			t.Fatalf("order of %d and %d more", s, n)
		}
		if latest(s, s.plus(n)) != s.plus(max(n, 0)) || soonest(s, s.plus(n)) != s.plus(min(n, 0)) {
			t.Fatal("latest or soonest")
		}
	})
}

// TestSegmentThatJoinsIsTakenAtTheLimit: at the limit of holes a segment was refused though it made one hole fewer, or a span longer.
func TestSegmentThatJoinsIsTakenAtTheLimit(t *testing.T) {
	for _, test := range []struct {
		at   sequence
		n    int
		want arrival
	}{
		{40, 10, outOfTurn}, {45, 10, outOfTurn}, {40, 3, outOfTurn}, // fills a hole, overlaps, makes a span longer
		{43, 4, refused}, {20*maxSpans + 100, 10, refused}, // one span more
		{0, 10, filled}, {0, 3, filled},
	} {
		var b receiveBuffer
		b.start(0, 1<<20)
		for i := range maxSpans {
			b.insert(sequence(10+20*i), make([]byte, 10))
		}
		if got := b.insert(test.at, make([]byte, test.n)); got != test.want {
			t.Errorf("%d bytes at %d: %v, want %v", test.n, test.at, got, test.want)
		}
	}
}
