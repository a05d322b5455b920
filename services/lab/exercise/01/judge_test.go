package eavesdrop_test

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/exercise"
	eavesdrop "obrolan/services/lab/exercise/01"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/scene/classictest"
	"obrolan/services/lab/tap"
	"obrolan/services/lab/tap/classic"
	"obrolan/shared/printable"
	"obrolan/shared/rsa"
)

const password = "kurasoti58"

func seal(t testing.TB) exercise.Secret {
	// Like exercise.Seal, at a cost that a test can pay thousands of times.
	const salt, iterations = "0123456789abcdef", 2
	digest, err := pbkdf2.Key(sha256.New, password, []byte(salt), iterations, sha256.Size)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	secret, err := exercise.ParseSecret(fmt.Sprintf("1:pbkdf2-sha256:%d:%s:%s", iterations, encode([]byte(salt)), encode(digest)))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// captured is what a student's capture reveals: a refused attempt, the right one, a conversation.
func captured(s *classictest.Scene) *eavesdrop.Facts {
	s.Keys("ana")
	s.Password("ana", "nolimepa11", false)
	s.Password("ana", password, true)
	s.Enter("ana")
	s.Say("ana", "halosemua42")
	return gather(s)
}

// gather reads a scene.
func gather(s *classictest.Scene) *eavesdrop.Facts {
	facts := eavesdrop.NewFacts()
	room, r := tap.New(9999, classic.New(breakAll)), packet.NewReader(9999)
	for _, f := range s.Frames {
		for _, found := range room.Observe(r.Read(f.Data, f.Link, f.At)) {
			facts.Add(found)
		}
	}
	return facts
}

func breakAll(key rsa.Public) (*tap.Private, error) {
	b, err := attack.Break(key)
	return &tap.Private{Broken: b}, err
}

// under decrypts or "decrypts" the password as a student does by mistake.
func under(s *classictest.Scene, key rsa.Public, d uint64) string {
	text, err := rsa.NewDecrypter(rsa.Textbook{Public: key, D: d}).Text(classictest.Encrypt(s.Key.Public, password))
	if err != nil {
		return ""
	}
	return text
}

func TestJudge(t *testing.T) {
	s := classictest.New()
	facts, secret := captured(s), seal(t)
	ana := s.Member("ana").Key
	cipher := string(classictest.Encrypt(s.Key.Public, password))
	line := string(classictest.Encrypt(s.Key.Public, "ana: halosemua42"))
	wrongKey := under(s, ana.Public, ana.D)
	wrongExponent := under(s, s.Key.Public, s.Key.E)
	codes := strings.Fields(fmt.Sprint([]byte(password)))
	decimal := strings.Trim(strings.Join(codes, " "), "[]")
	n := func(numbers ...uint64) string { return strings.Trim(fmt.Sprint(numbers), "[]") }

	for _, c := range []struct {
		name, answer string
		with, blind  eavesdrop.Kind // with a capture and without one
	}{
		{"right", password, eavesdrop.Right, eavesdrop.Right},
		{"a line break behind it", password + "\r\n", eavesdrop.Right, eavesdrop.Right},
		{"in quotation marks", ` "` + password + `" `, eavesdrop.Right, eavesdrop.Right},
		{"with its tag", "PASSWORD:" + password, eavesdrop.Right, eavesdrop.Right},
		{"nothing", " \n", eavesdrop.Empty, eavesdrop.Empty},
		{"capitals", "Kurasoti58", eavesdrop.Case, eavesdrop.Case},
		{"cipher text", cipher, eavesdrop.CipherPassword, eavesdrop.CipherText},
		{"cipher text with its tag", "PASSWORD:" + strings.ToUpper(cipher), eavesdrop.CipherPassword, eavesdrop.CipherText},
		{"cipher text of a line", line, eavesdrop.CipherLine, eavesdrop.CipherText},
		{"bytes of the datagram", hex.EncodeToString([]byte("PASSWORD:" + cipher)), eavesdrop.Datagram, eavesdrop.Datagram},
		{"bytes with colons", "50:41:53:53:57:4f:52:44:3a:31", eavesdrop.Datagram, eavesdrop.Datagram},
		{"hexadecimal in one run", hex.EncodeToString([]byte(password)), eavesdrop.InNumbers, eavesdrop.InNumbers},
		{"hexadecimal apart", fmt.Sprintf("% x", password), eavesdrop.InNumbers, eavesdrop.InNumbers},
		{"decimal", decimal, eavesdrop.InNumbers, eavesdrop.InNumbers},
		{"as a program prints it", "[" + strings.ReplaceAll(decimal, " ", ", ") + "]", eavesdrop.InNumbers, eavesdrop.InNumbers},
		{"p and q", n(s.Key.P, s.Key.Q), eavesdrop.Factors, eavesdrop.Numbers},
		{"q × p = n", "491 × 499 = 245009", eavesdrop.Factors, eavesdrop.Numbers},
		{"p alone", "p=499", eavesdrop.Factors, eavesdrop.Numbers},
		{"a client's p and q", n(ana.P, ana.Q), eavesdrop.FactorsClient, eavesdrop.Numbers},
		{"phi", n(498 * 490), eavesdrop.Phi, eavesdrop.Numbers},
		{"d", n(s.Key.D), eavesdrop.Exponent, eavesdrop.Numbers},
		{"d and n", fmt.Sprintf("d = %d, n = %d", s.Key.D, s.Key.N), eavesdrop.Exponent, eavesdrop.Numbers},
		{"a client's d", n(ana.D), eavesdrop.ExponentClient, eavesdrop.Numbers},
		{"E,N", "17,245009", eavesdrop.PublicKey, eavesdrop.Numbers},
		{"a client's n", n(ana.N), eavesdrop.PublicKey, eavesdrop.Numbers},
		{"another number", "4711", eavesdrop.Numbers, eavesdrop.Numbers},
		{"decrypted with the client's key", wrongKey, eavesdrop.WrongKey, eavesdrop.NotLetters},
		{"what a terminal shows of that", printable.Text(wrongKey), eavesdrop.WrongKey, eavesdrop.NotLetters},
		{"e for d", wrongExponent, eavesdrop.WrongExponent, eavesdrop.NotLetters},
		{"strange letters", "kura!soti", eavesdrop.NotLetters, eavesdrop.NotLetters},
		{"what was said", "halosemua42", eavesdrop.Said, eavesdrop.Wrong},
		{"a name", "ana", eavesdrop.Name, eavesdrop.Wrong},
		{"the usual one", "12345", eavesdrop.Usual, eavesdrop.Usual},
		{"a refused one", "nolimepa11", eavesdrop.Refused, eavesdrop.Wrong},
		{"one wrong", "kurasotu58", eavesdrop.OneWrong, eavesdrop.OneWrong},
		{"one missing", "kurasot58", eavesdrop.OneMissing, eavesdrop.OneMissing},
		{"one too many", "kurassoti58", eavesdrop.OneTooMany, eavesdrop.OneTooMany},
		{"swapped", "kurastoi58", eavesdrop.Swapped, eavesdrop.Swapped},
		{"three wrong", "xuxaxoti58", eavesdrop.SomeWrong, eavesdrop.Wrong},
		{"most wrong", "xxxxxxti58", eavesdrop.Wrong, eavesdrop.Wrong},
		{"too short", "kurasoti", eavesdrop.Length, eavesdrop.Wrong},
		{"a word", "rahasia", eavesdrop.Length, eavesdrop.Wrong},
		{"very long", strings.Repeat("z", 1<<20), eavesdrop.Length, eavesdrop.Wrong},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := eavesdrop.Judge(c.answer, secret, facts); got.Kind != c.with {
				t.Errorf("with a capture: %+v, want kind %d", got, c.with)
			}
			if got := eavesdrop.Judge(c.answer, secret, nil); got.Kind != c.blind {
				t.Errorf("without: %+v, want kind %d", got, c.blind)
			}
		})
	}
}

// Phones type another apostrophe than keyboards, and other quotation marks.
func TestApostrophes(t *testing.T) {
	s := classictest.New()
	s.Join("D’Arcy", password)
	s.Say("D’Arcy", "it’s me")
	facts := gather(s)
	for answer, want := range map[string]eavesdrop.Kind{
		"D'Arcy": eavesdrop.Name, "D’Arcy": eavesdrop.Name, "it's me": eavesdrop.Said, "it’s me": eavesdrop.Said,
		"‘" + password + "’": eavesdrop.Right, "„" + password + "“": eavesdrop.Right, "«" + password + "»": eavesdrop.Right,
	} {
		if got := eavesdrop.Judge(answer, seal(t), facts); got.Kind != want {
			t.Errorf("%s: %+v, want kind %d", answer, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	facts, secret := captured(classictest.New()), seal(t)
	for answer, place := range map[string]int{"kurasotu58": 8, "kurasot58": 8, "urasoti58": 1, "kurasoti5": 10, "kurasoti588": 10, "ukrasoti58": 1} {
		for _, f := range []*eavesdrop.Facts{facts, nil} {
			if got := eavesdrop.Judge(answer, secret, f); got.Place != place {
				t.Errorf("%s: %+v, want place %d", answer, got, place)
			}
		}
	}
	if got := eavesdrop.Judge("xuxaxoti58", secret, facts); !slices.Equal(got.Places, []int{1, 3, 5}) {
		t.Errorf("%+v", got)
	}
	if got := eavesdrop.Judge("kurasoti", secret, facts); got.Got != 8 || got.Want != 10 {
		t.Errorf("%+v", got)
	}
}

// Who finds the usual password did capture a client that joins, but before the exercise was set up.
func TestUsualPasswordIsOfAnOlderCapture(t *testing.T) {
	for lang, want := range map[string]string{"en": "newest", "id": "terbaru"} {
		if _, hint := (eavesdrop.Verdict{Kind: eavesdrop.Usual}).Explain(lang); !strings.Contains(hint, want) {
			t.Errorf("%s: the hint is %q, and does not say which capture to take", lang, hint)
		}
	}
}

// No verdict on a wrong answer holds the password, and every kind has its words in both languages.
func TestExplain(t *testing.T) {
	for kind := eavesdrop.Right; kind <= eavesdrop.Wrong; kind++ {
		v := eavesdrop.Verdict{Kind: kind, Place: 3, Places: []int{1, 2}, Got: 4, Want: 5}
		for _, lang := range []string{"en", "id"} {
			sentence, hint := v.Explain(lang)
			if sentence == "" || strings.Contains(sentence+hint, "%!") || strings.Contains(sentence+hint, "%d") {
				t.Errorf("kind %d in %s: %q, %q", kind, lang, sentence, hint)
			}
		}
		en, _ := v.Explain("en")
		id, _ := v.Explain("id")
		if en == id {
			t.Errorf("kind %d is the same in both languages", kind)
		}
		if v.Right() != (kind == eavesdrop.Right) {
			t.Errorf("kind %d: Right() = %v", kind, v.Right())
		}
	}
}

// A capture without the password must not lead to a more exact verdict.
func TestFactsWithoutThePassword(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "another")
	facts, r, room := eavesdrop.NewFacts(), packet.NewReader(9999), tap.New(9999, classic.New(breakAll))
	for _, f := range s.Frames {
		for _, found := range room.Observe(r.Read(f.Data, f.Link, f.At)) {
			facts.Add(found)
		}
	}
	if got := eavesdrop.Judge("another", seal(t), facts); got.Kind != eavesdrop.Wrong {
		t.Errorf("%+v", got)
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("kurasoti58")
	f.Add("PASSWORD:1c3f 22")
	f.Add("[107, 117]")
	f.Add("p=499, q=491")
	facts, secret := captured(classictest.New()), seal(f)
	f.Fuzz(func(t *testing.T, answer string) {
		v := eavesdrop.Judge(answer, secret, facts)
		if sentence, _ := v.Explain("en"); sentence == "" {
			t.Fatalf("%q: %+v has no words", answer, v)
		}
		if v.Right() && !strings.Contains(answer, password) {
			t.Fatalf("%q is right", answer)
		}
	})
}
