package classic

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"

	"pgregory.net/rapid"
)

// testEncrypter has a key with numbers of five digits.
func testEncrypter(t testing.TB) *rsa.Encrypter {
	t.Helper()
	key, err := rsa.Generate(seeded(3), rsa.Classic)
	if err != nil {
		t.Fatal(err)
	}
	enc, err := rsa.NewEncrypter(key.Public)
	if err != nil {
		t.Fatal(err)
	}
	return enc
}

// TestChunks checks that the chunks joined are the text, that each fits a datagram with its name, and that a chunk is
// short only where it ends at a space.
func TestChunks(t *testing.T) {
	enc := testEncrypter(t)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.RuneFrom(nil, unicode.Latin, unicode.Han), 1, 20, nameSize).Draw(t, "name")
		alphabet := []rune("abc  déΩ漢字\u0301\u200d👩💻🏽🇮🇩\ufe0f")
		text := rapid.StringOf(rapid.RuneFrom(alphabet)).Draw(t, "text")
		text = strings.Repeat(text, rapid.IntRange(1, 60).Draw(t, "times"))
		all := chunks(enc, name, text)
		if got := strings.Join(all, ""); got != text {
			t.Fatalf("joined: %q, want %q", got, text)
		}
		for i, c := range all {
			datagram := enc.AppendLossy(nil, linePrefix(name)+c)
			switch {
			case len(datagram) > wire.DatagramSize:
				t.Fatalf("chunk %d makes %d bytes", i, len(datagram))
			case !utf8.ValidString(c) || c == "":
				t.Fatalf("chunk %d is %q", i, c)
			case i < len(all)-1 && len(datagram) < wire.DatagramSize/2:
				t.Fatalf("chunk %d of %d makes %d bytes only", i, len(all), len(datagram))
			}
		}
	})
}

// TestChunksFill checks that a text without spaces is split exactly where the next character would not fit.
func TestChunksFill(t *testing.T) {
	enc := testEncrypter(t)
	text := strings.Repeat("x", 2000)
	all := chunks(enc, "juri", text)
	for i, c := range all[:len(all)-1] {
		n := len(enc.AppendLossy(nil, linePrefix("juri")+c))
		if n > wire.DatagramSize || n+1+enc.Len('x') <= wire.DatagramSize {
			t.Errorf("chunk %d makes %d bytes", i, n)
		}
	}
}

// TestChunksKeepCharactersWhole places each kind of grapheme cluster across the split.
func TestChunksKeepCharactersWhole(t *testing.T) {
	enc := testEncrypter(t)
	for _, whole := range []string{
		"e\u0301", "👩\u200d💻", "👍🏽", "🇮🇩", "❤\ufe0f", "👩\u200d👩\u200d👧\u200d👦", "क्\u200dष", "क्षि", "1\ufe0f\u20e3",
		"\u1112\u1161\u11ab", "\U0001FACD🏽\u200d\U0001FAE9", "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F",
	} {
		for pad := 100; pad < 180; pad++ {
			text := strings.Repeat("x", pad) + strings.Repeat(whole, 30)
			rest := strings.Repeat("x", pad)
			for _, c := range chunks(enc, "juri", text) {
				c = strings.TrimPrefix(c, rest[:min(len(rest), strings.Count(c, "x"))])
				if n := strings.Count(c, whole); n*len(whole) != len(c) {
					t.Fatalf("pad %d: %q is cut: %q", pad, whole, c)
				}
			}
		}
	}
	endless := "a" + strings.Repeat("\u0301", 3000)
	if got := strings.Join(chunks(enc, "juri", endless), ""); got != endless {
		t.Error("a character longer than a message is lost")
	}
}

// TestChunksPreferSpaces checks that a message ends after a word.
func TestChunksPreferSpaces(t *testing.T) {
	enc := testEncrypter(t)
	all := chunks(enc, "juri", strings.Repeat("kata-kata ", 100))
	for _, c := range all {
		if !strings.HasSuffix(c, "kata-kata ") || !strings.HasPrefix(c, "kata") {
			t.Errorf("chunk %q", c)
		}
	}
	far := strings.Repeat("x", 20) + " " + strings.Repeat("y", 400)
	if c := chunks(enc, "juri", far)[0]; len(c) < 100 {
		t.Errorf("cut at a space that is too far: %d bytes", len(c))
	}
}
