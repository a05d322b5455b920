package classic

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// message builds a whole message around a cipher text.
func message(cipher string) []byte {
	return AppendMessage(nil, func(b []byte) []byte { return append(b, cipher...) })
}

// pieces cuts a message up.
func pieces(message []byte) [][]byte {
	var all [][]byte
	for rest := message; len(rest) > 0; {
		var piece []byte
		piece, rest = NextPiece(rest)
		all = append(all, piece)
	}
	return all
}

func TestPieceBoundaries(t *testing.T) {
	for _, c := range []struct {
		cipher int // bytes of cipher text; ENCRYPTED: has 10 more
		want   []int
	}{
		{1, []int{14}},
		{989, []int{1002}},
		{990, []int{1003}}, // exactly 1,000 before the end mark
		{991, []int{1000, 4}},
		{1990, []int{1000, 1003}},
		{1991, []int{1000, 1000, 4}},
	} {
		var got []int
		for _, piece := range pieces(message(strings.Repeat("a", c.cipher))) {
			got = append(got, len(piece))
		}
		if len(got) != len(c.want) || got[0] != c.want[0] || got[len(got)-1] != c.want[len(got)-1] {
			t.Errorf("%d bytes of cipher text go in pieces of %v, want %v", c.cipher, got, c.want)
		}
	}
}

func TestPiecesJoinAgain(t *testing.T) {
	var a Assembler
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.StringMatching(`[0-9a-f]{1,6}`), 1, 900).Draw(t, "numbers")
		cipher := strings.Join(numbers, " ")
		all := pieces(message(cipher))
		for i, piece := range all {
			if len(piece) > PieceSize+len(endMark) || i < len(all)-1 && len(piece) != PieceSize {
				t.Fatalf("piece %d of %d has %d bytes", i, len(all), len(piece))
			}
			if answer, err := ParseAnswer(piece); err != nil || answer.Kind != AnswerPiece {
				t.Fatalf("piece %d is taken for %+v, %v", i, answer, err)
			}
			got, err := a.Add(piece)
			if err != nil || (got != nil) != (i == len(all)-1) {
				t.Fatalf("piece %d of %d: %q, %v", i, len(all), got, err)
			}
			if got != nil && string(got) != cipher {
				t.Fatalf("%q comes back as %q", cipher, got)
			}
		}
	})
}

func TestLostPieces(t *testing.T) {
	long := pieces(message(strings.Repeat("ab ", 900) + "ab"))
	short := message("1c 2b")
	add := func(a *Assembler, piece []byte) string {
		got, err := a.Add(piece)
		if err != nil {
			return "error"
		}
		return string(got)
	}
	t.Run("last lost", func(t *testing.T) {
		var a Assembler
		add(&a, long[0])
		add(&a, long[1])
		if !a.Pending() {
			t.Error("nothing pending")
		}
		if got := add(&a, short); got != "1c 2b" {
			t.Errorf("the next message comes as %q", got)
		}
	})
	t.Run("first lost", func(t *testing.T) {
		var a Assembler
		for _, piece := range long[1:] {
			if _, err := a.Add(piece); !errors.Is(err, ErrPiece) {
				t.Errorf("a piece without a start: %v", err)
			}
		}
		if got := add(&a, short); got != "1c 2b" {
			t.Errorf("the next message comes as %q", got)
		}
	})
	t.Run("every END is dropped", func(t *testing.T) {
		var a Assembler
		if got := add(&a, []byte("ENCRYPTED:1cEND 2bEND")); got != "1c 2b" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("too long", func(t *testing.T) {
		a := Assembler{Limit: 2500}
		var last error
		for range 10 {
			if _, last = a.Add(bytes.Repeat([]byte("a"), 1000)); last == nil {
				t.Fatal("taken without a start")
			}
		}
		add(&a, []byte("ENCRYPTED:"))
		for i := range 3 {
			_, last = a.Add(bytes.Repeat([]byte("a"), 1000))
			if (i == 2) != errors.Is(last, ErrTooLong) {
				t.Fatalf("after %d bytes: %v", (i+1)*1000, last)
			}
		}
		if got := add(&a, short); got != "1c 2b" {
			t.Errorf("the next message comes as %q", got)
		}
	})
}
