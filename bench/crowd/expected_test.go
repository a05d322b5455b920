//go:build linux

package crowd

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

func testKey(t *testing.T) rsa.Textbook {
	t.Helper()
	key, err := rsa.Generate(rand.NewChaCha8([32]byte{1}), rsa.Classic)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func testExpected(t *testing.T, key rsa.Textbook, speakers int) *expected {
	t.Helper()
	x, err := expect(key.Public, speakers)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestWholeIsWhatARoomSends decrypts what a crowd expects the long way, as a client does.
func TestWholeIsWhatARoomSends(t *testing.T) {
	key := testKey(t)
	x := testExpected(t, key, 7)
	for _, number := range []int{0, 1, 6, 7, 123, 98_765, maxLines - 1} {
		datagram := x.whole(number)
		cipher, err := new(classic.Assembler).Add(datagram)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := rsa.NewDecrypter(key).Text(cipher)
		if err != nil {
			t.Fatal(err)
		}
		line := classic.ParseLine(plain)
		if line.Kind != classic.LineSaid || line.Name != name(number%7) || utf8.RuneCountInString(line.Text) != LineLength {
			t.Errorf("line %d is %+v", number, line)
		}
		if got, ok := x.line(datagram); !ok || got != number {
			t.Errorf("line %d is taken for %d, %v", number, got, ok)
		}
	}
}

func TestNotice(t *testing.T) {
	key := testKey(t)
	x := testExpected(t, key, 1)
	e, err := rsa.NewEncrypter(key.Public)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []classic.LineKind{classic.LineJoined, classic.LineLeft} {
		for _, index := range []int{0, 42, maxMembers - 1} {
			datagram := message(e, classic.Line{Kind: kind, Name: name(index)}.String())
			got, ok := x.notice(datagram)
			if ok != (kind == classic.LineJoined) || ok && got != index {
				t.Errorf("notice of kind %d about %d is taken for %d, %v", kind, index, got, ok)
			}
			if _, ok := x.line(datagram); ok {
				t.Errorf("notice of kind %d about %d is taken for a line", kind, index)
			}
		}
	}
}

// TestNoOtherByteWillDo changes, drops and adds each byte in turn: nothing may pass for what it was.
func TestNoOtherByteWillDo(t *testing.T) {
	key := testKey(t)
	x := testExpected(t, key, 3)
	e, err := rsa.NewEncrypter(key.Public)
	if err != nil {
		t.Fatal(err)
	}
	for what, datagram := range map[string][]byte{"line": x.whole(5), "notice": message(e, name(5)+notice)} {
		read := x.line
		if what == "notice" {
			read = x.notice
		}
		if got, ok := read(datagram); !ok || got != 5 {
			t.Fatalf("the %s itself is taken for %d, %v", what, got, ok)
		}
		for i := range datagram {
			for _, change := range []byte{1, 2, 0x10, 0x80, datagram[i] ^ ' '} {
				changed := bytes.Clone(datagram)
				if changed[i] ^= change; change == 0 {
					continue
				}
				if got, ok := read(changed); ok && got == 5 {
					t.Errorf("%s: byte %d can be %q instead of %q", what, i, changed[i], datagram[i])
				}
			}
			if got, ok := read(append(bytes.Clone(datagram[:i]), datagram[i+1:]...)); ok && got == 5 {
				t.Errorf("%s: byte %d can be left out", what, i)
			}
			if got, ok := read(datagram[:i]); ok {
				t.Errorf("%s: the first %d bytes are taken for number %d", what, i, got)
			}
		}
		if _, ok := read(append(bytes.Clone(datagram), 'x')); ok {
			t.Errorf("%s: a byte behind it is not noticed", what)
		}
	}
}
