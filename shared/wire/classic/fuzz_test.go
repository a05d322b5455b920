package classic

import (
	"errors"
	"testing"
)

func FuzzParseRequest(f *testing.F) {
	f.Fuzz(func(t *testing.T, datagram []byte) {
		r, err := ParseRequest(datagram)
		if err != nil {
			if !errors.Is(err, ErrNotText) && !errors.Is(err, ErrKeys) && !errors.Is(err, ErrCipher) {
				t.Fatalf("an error that wraps nothing: %v", err)
			}
			return
		}
		again, err := ParseRequest([]byte(build(r)))
		if err != nil || again.Kind != r.Kind || again.Name != r.Name || again.Key != r.Key || string(again.Cipher) != string(r.Cipher) {
			t.Fatalf("%q: %+v is read back as %+v, %v", datagram, r, again, err)
		}
	})
}

func FuzzParseAnswer(f *testing.F) {
	f.Fuzz(func(t *testing.T, datagram []byte) {
		answer, err := ParseAnswer(datagram)
		if err != nil && !errors.Is(err, ErrNotText) && !errors.Is(err, ErrKeys) && !errors.Is(err, ErrAnswer) {
			t.Fatalf("an error that wraps nothing: %v", err)
		}
		if answer.Kind == AnswerSet && string(AppendSetAnswer(nil, answer.Name)) != string(datagram) {
			t.Fatalf("%q is read as the name %q", datagram, answer.Name)
		}
	})
}

func FuzzAssembler(f *testing.F) {
	f.Fuzz(func(t *testing.T, stream []byte) {
		a := Assembler{Limit: 300}
		for len(stream) > 0 {
			n := min(len(stream), 1+int(stream[0]))
			got, err := a.Add(stream[:n])
			if len(got) > 300 || err != nil && (got != nil || !errors.Is(err, ErrPiece) && !errors.Is(err, ErrTooLong)) {
				t.Fatalf("%d bytes, %v", len(got), err)
			}
			stream = stream[n:]
		}
	})
}
