package exercise_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/exercise"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/scene"
	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
	"obrolan/shared/rsa"
)

const password = "kurasoti58"

func seal(t testing.TB) exercise.Secret {
	secret, err := exercise.SealCheaply(1, password)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// captured is what a student's capture says: a refused attempt, the right one, a conversation.
func captured(s *scene.Scene) *exercise.Facts {
	s.Keys("ana")
	s.Password("ana", "nolimepa11", false)
	s.Password("ana", password, true)
	s.Enter("ana")
	s.Say("ana", "halosemua42")
	facts := exercise.NewFacts()
	room, r := tap.New(9999, breakAll), packet.NewReader(9999)
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
func under(s *scene.Scene, key rsa.Public, d uint64) string {
	text, err := rsa.NewDecrypter(rsa.Textbook{Public: key, D: d}).Text(scene.Encrypt(s.Key.Public, password))
	if err != nil {
		return ""
	}
	return text
}

func TestJudge(t *testing.T) {
	s := scene.New()
	facts, secret := captured(s), seal(t)
	ana := s.Member("ana").Key
	cipher := string(scene.Encrypt(s.Key.Public, password))
	line := string(scene.Encrypt(s.Key.Public, "ana: halosemua42"))
	wrongKey := under(s, ana.Public, ana.D)
	wrongExponent := under(s, s.Key.Public, s.Key.E)
	codes := strings.Fields(fmt.Sprint([]byte(password)))
	decimal := strings.Trim(strings.Join(codes, " "), "[]")
	n := func(numbers ...uint64) string { return strings.Trim(fmt.Sprint(numbers), "[]") }

	for _, c := range []struct {
		name, answer string
		with, blind  exercise.Kind // with a capture and without one
	}{
		{"right", password, exercise.Right, exercise.Right},
		{"a line break behind it", password + "\r\n", exercise.Right, exercise.Right},
		{"in quotation marks", ` "` + password + `" `, exercise.Right, exercise.Right},
		{"with its tag", "PASSWORD:" + password, exercise.Right, exercise.Right},
		{"nothing", " \n", exercise.Empty, exercise.Empty},
		{"capitals", "Kurasoti58", exercise.Case, exercise.Case},
		{"cipher text", cipher, exercise.CipherPassword, exercise.CipherText},
		{"cipher text with its tag", "PASSWORD:" + strings.ToUpper(cipher), exercise.CipherPassword, exercise.CipherText},
		{"cipher text of a line", line, exercise.CipherLine, exercise.CipherText},
		{"bytes of the datagram", hex.EncodeToString([]byte("PASSWORD:" + cipher)), exercise.Datagram, exercise.Datagram},
		{"bytes with colons", "50:41:53:53:57:4f:52:44:3a:31", exercise.Datagram, exercise.Datagram},
		{"hexadecimal in one run", hex.EncodeToString([]byte(password)), exercise.InNumbers, exercise.InNumbers},
		{"hexadecimal apart", fmt.Sprintf("% x", password), exercise.InNumbers, exercise.InNumbers},
		{"decimal", decimal, exercise.InNumbers, exercise.InNumbers},
		{"as a program prints it", "[" + strings.ReplaceAll(decimal, " ", ", ") + "]", exercise.InNumbers, exercise.InNumbers},
		{"p and q", n(s.Key.P, s.Key.Q), exercise.Factors, exercise.Numbers},
		{"q × p = n", "491 × 499 = 245009", exercise.Factors, exercise.Numbers},
		{"p alone", "p=499", exercise.Factors, exercise.Numbers},
		{"a client's p and q", n(ana.P, ana.Q), exercise.FactorsClient, exercise.Numbers},
		{"phi", n(498 * 490), exercise.Phi, exercise.Numbers},
		{"d", n(s.Key.D), exercise.Exponent, exercise.Numbers},
		{"d and n", fmt.Sprintf("d = %d, n = %d", s.Key.D, s.Key.N), exercise.Exponent, exercise.Numbers},
		{"a client's d", n(ana.D), exercise.ExponentClient, exercise.Numbers},
		{"E,N", "17,245009", exercise.PublicKey, exercise.Numbers},
		{"a client's n", n(ana.N), exercise.PublicKey, exercise.Numbers},
		{"another number", "4711", exercise.Numbers, exercise.Numbers},
		{"decrypted with the client's key", wrongKey, exercise.WrongKey, exercise.NotLetters},
		{"what a terminal shows of that", printable.Text(wrongKey), exercise.WrongKey, exercise.NotLetters},
		{"e for d", wrongExponent, exercise.WrongExponent, exercise.NotLetters},
		{"strange letters", "kura!soti", exercise.NotLetters, exercise.NotLetters},
		{"what was said", "halosemua42", exercise.Said, exercise.Wrong},
		{"a name", "ana", exercise.Name, exercise.Wrong},
		{"the usual one", "12345", exercise.Usual, exercise.Usual},
		{"a refused one", "nolimepa11", exercise.Refused, exercise.Wrong},
		{"one wrong", "kurasotu58", exercise.OneWrong, exercise.OneWrong},
		{"one missing", "kurasot58", exercise.OneMissing, exercise.OneMissing},
		{"one too many", "kurassoti58", exercise.OneTooMany, exercise.OneTooMany},
		{"swapped", "kurastoi58", exercise.Swapped, exercise.Swapped},
		{"three wrong", "xuxaxoti58", exercise.SomeWrong, exercise.Wrong},
		{"most wrong", "xxxxxxti58", exercise.Wrong, exercise.Wrong},
		{"too short", "kurasoti", exercise.Length, exercise.Wrong},
		{"a word", "rahasia", exercise.Length, exercise.Wrong},
		{"very long", strings.Repeat("z", 1<<20), exercise.Length, exercise.Wrong},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := exercise.Judge(c.answer, secret, facts); got.Kind != c.with {
				t.Errorf("with a capture: %+v, want kind %d", got, c.with)
			}
			if got := exercise.Judge(c.answer, secret, nil); got.Kind != c.blind {
				t.Errorf("without: %+v, want kind %d", got, c.blind)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	facts, secret := captured(scene.New()), seal(t)
	for answer, place := range map[string]int{"kurasotu58": 8, "kurasot58": 8, "urasoti58": 1, "kurasoti5": 10, "kurasoti588": 10, "ukrasoti58": 1} {
		for _, f := range []*exercise.Facts{facts, nil} {
			if got := exercise.Judge(answer, secret, f); got.Place != place {
				t.Errorf("%s: %+v, want place %d", answer, got, place)
			}
		}
	}
	if got := exercise.Judge("xuxaxoti58", secret, facts); !slices.Equal(got.Places, []int{1, 3, 5}) {
		t.Errorf("%+v", got)
	}
	if got := exercise.Judge("kurasoti", secret, facts); got.Got != 8 || got.Want != 10 {
		t.Errorf("%+v", got)
	}
}

// No verdict on a wrong answer holds the password, and every kind has its words in both languages.
func TestExplain(t *testing.T) {
	for kind := exercise.Right; kind <= exercise.Wrong; kind++ {
		v := exercise.Verdict{Kind: kind, Place: 3, Places: []int{1, 2}, Got: 4, Want: 5}
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
		if v.Right() != (kind == exercise.Right) {
			t.Errorf("kind %d: Right() = %v", kind, v.Right())
		}
	}
}

// What a capture without the password says must not go beyond it.
func TestFactsWithoutThePassword(t *testing.T) {
	s := scene.New()
	s.Join("ana", "another")
	facts, r, room := exercise.NewFacts(), packet.NewReader(9999), tap.New(9999, breakAll)
	for _, f := range s.Frames {
		for _, found := range room.Observe(r.Read(f.Data, f.Link, f.At)) {
			facts.Add(found)
		}
	}
	if got := exercise.Judge("another", seal(t), facts); got.Kind != exercise.Wrong {
		t.Errorf("%+v", got)
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("kurasoti58")
	f.Add("PASSWORD:1c3f 22")
	f.Add("[107, 117]")
	f.Add("p=499, q=491")
	facts, secret := captured(scene.New()), seal(f)
	f.Fuzz(func(t *testing.T, answer string) {
		v := exercise.Judge(answer, secret, facts)
		if sentence, _ := v.Explain("en"); sentence == "" {
			t.Fatalf("%q: %+v has no words", answer, v)
		}
		if v.Right() && !strings.Contains(answer, password) {
			t.Fatalf("%q is right", answer)
		}
	})
}
