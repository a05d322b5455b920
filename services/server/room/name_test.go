package room

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNamesThatAreFine(t *testing.T) {
	for _, text := range []string{"juri", "Juri", "juri 2", "é", "O'Neil", "guru-bot", "a.b_c", "李小龙", "さくら", "サクラ子", "ｻｸﾗ", "김철수",
		"ㄅ李", "Анна", "دانا", "שרה", "ไทย", "1", "x!", "a,b", strings.Repeat("x", MaxName), strings.Repeat("é", MaxName)} {
		n, err := ParseName("  " + text + " ")
		if err != nil {
			t.Errorf("%q is refused: %v", text, err)
		} else if n.String() != text {
			t.Errorf("%q is shown as %q", text, n)
		}
	}
}

func TestNamesThatAreNone(t *testing.T) {
	tests := []struct{ text, why string }{
		{"", "empty"},
		{"   ", "empty"},
		{"\xff", "UTF-8"},
		{"a\xffb", "UTF-8"},
		{strings.Repeat("x", MaxName+1), "more than 32"},
		{"a:b", "colon"},
		{"a：b", "colon"},
		{"a\nb", "control"},
		{"a\x00", "control"},
		{"\x1b[31mred", "control"},
		{"a\u0085b", "control"},
		{"a\u202eb", "direction"},
		{"a\u200fb", "direction"},
		{"a\u2066b", "direction"},
		{"a\u00a0b", "space"},
		{"a\u3000b", "space"},
		{"a\u2028b", "space"},
		{"a\u200bb", "can't have"},
		{"a\u00adb", "can't have"},
		{"🙂", "symbol"},
		{"a→b", "symbol"},
		{"\u0301a", "combining"},
		{"a \u0301b", "combining"},
		{"\u093eक", "combining"},
		{"aשb", "mixes"},
		{"pаul", "scripts"}, // Cyrillic а
		{"Ελενa", "scripts"},
		{"juri さん", "scripts"},
		{"Анна Smith", "scripts"},
		{"ㄅさ", "scripts"},
		{"サ김", "scripts"},
		{"server", "reserved"},
		{"[Server]", "reserved"},
		{"server .", "reserved"},
		{"* ani joined", "asterisk"},
		{"SERVER", "reserved"},
		{"Ｓｅｒｖｅｒ", "reserved"},
		{"Unknown", "reserved"},
		{" obrolan ", "reserved"},
	}
	for _, tt := range tests {
		_, err := ParseName(tt.text)
		if !errors.Is(err, ErrName) || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%q: %v, want something about %q", tt.text, err, tt.why)
		}
	}
}

func TestNamesThatAreOne(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"juri", "JURI", true},
		{"juri", "ｊｕｒｉ", true},
		{"juri", " juri ", true},
		{"juri a", "Juri   A", true},
		{"サクラ", "ｻｸﾗ", true},
		{"é", "e\u0301", true},
		{"ÉLAN", "élan", true},
		{"juri", "juri2", false},
		{"juri a", "juria", false},
		{"é", "e", false},
		{"juri", "ju:ri", false},
		{"juri", "", false},
	}
	for _, tt := range tests {
		n, err := ParseName(tt.a)
		if err != nil {
			t.Errorf("%q: %v", tt.a, err)
			continue
		}
		if got := n.Is(tt.b); got != tt.same {
			t.Errorf("%q is %q: %v, want %v", tt.a, tt.b, got, tt.same)
		}
	}
}

func FuzzParseName(f *testing.F) {
	f.Add("Juri 2")
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseName(text)
		if err != nil {
			if !errors.Is(err, ErrName) || strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("%q: %q", text, err)
			}
			return
		}
		if n.String() != strings.Trim(text, " ") || utf8.RuneCountInString(n.String()) > MaxName || strings.ContainsAny(n.String(), ":\n\r\x1b\u202e") {
			t.Fatalf("%q became %q", text, n)
		}
		// The key is a name itself, and its own key: else two names that look the same would differ.
		if again, err := ParseName(n.key); err != nil || again.key != n.key || !n.Is(n.key) {
			t.Fatalf("%q has key %q, which has key %q (%v)", text, n.key, again.key, err)
		}
	})
}
