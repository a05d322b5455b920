package eavesdrop

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/exercise"
	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
	"obrolan/shared/rsa"
)

// maxAnswer bounds an answer; a longer one is cut.
const maxAnswer = 64 << 10

// usual is the lab's password outside exercises.
const usual = "12345"

// Judge judges an answer to exercise 1. facts come from the student's capture and may be
// nil: then less can be said about why an answer is wrong. Space around the answer, quotation marks and the tag PASSWORD:
// are ignored.
func Judge(answer string, secret exercise.Secret, facts *Facts) Verdict {
	if facts == nil {
		facts = NewFacts()
	}
	if len(answer) > maxAnswer {
		answer = answer[:maxAnswer]
	}
	answer = strip(answer)
	if answer == "" {
		return Verdict{Kind: Empty}
	}
	if secret.Opens(answer) {
		return Verdict{Kind: Right}
	}
	if secret.Opens(strings.ToLower(answer)) {
		return Verdict{Kind: Case}
	}
	for _, judge := range []func(string, exercise.Secret, *Facts) Verdict{
		asSent, asSeen, asNumbers, asMisread, asNear,
	} {
		if v := judge(answer, secret, facts); v.Kind != 0 {
			return v
		}
	}
	return Verdict{Kind: Wrong}
}

// strip removes what people put around an answer.
func strip(answer string) string {
	answer = strings.TrimSpace(answer)
	if rest, ok := strings.CutPrefix(answer, "PASSWORD:"); ok {
		answer = strings.TrimSpace(rest)
	}
	for _, pair := range []string{`""`, "''", "``", "“”", "‘’", "„“", "«»"} {
		marks := []rune(pair)
		if inner, ok := strings.CutPrefix(answer, string(marks[0])); ok && strings.HasSuffix(inner, string(marks[1])) {
			return strings.TrimSuffix(inner, string(marks[1]))
		}
	}
	return answer
}

// asSent looks for cipher text, and for the bytes of a datagram.
func asSent(answer string, _ exercise.Secret, facts *Facts) Verdict {
	cipher := strings.ToLower(strings.Join(strings.Fields(answer), " "))
	for _, a := range facts.Passwords {
		if cipher == a.Cipher {
			return Verdict{Kind: CipherPassword}
		}
	}
	if facts.Ciphers[cipher] {
		return Verdict{Kind: CipherLine}
	}
	bytes, err := hex.DecodeString(strings.NewReplacer(" ", "", ":", "", "\n", "").Replace(cipher))
	if err == nil && strings.Contains(string(bytes), "PASSWORD:") {
		return Verdict{Kind: Datagram}
	}
	return Verdict{}
}

// asNumbers looks for intermediate results: keys, factors, numbers of characters.
func asNumbers(answer string, secret exercise.Secret, facts *Facts) Verdict {
	if isPassword(answer, facts, secret, inNumbers(answer)) {
		return Verdict{Kind: InNumbers}
	}
	decimals := numbersIn(answer)
	if decimals == nil {
		return hexNumbers(answer)
	}
	for _, k := range facts.Servers {
		if kind := part(decimals, k, Factors, Phi, Exponent); kind != 0 {
			return Verdict{Kind: kind}
		}
	}
	for _, k := range facts.Clients {
		if kind := part(decimals, k, FactorsClient, FactorsClient, ExponentClient); kind != 0 {
			return Verdict{Kind: kind}
		}
	}
	if len(decimals) >= 6 && strings.Contains(answer, " ") {
		return hexNumbers(answer)
	}
	return Verdict{Kind: Numbers}
}

// part returns which part of a key the numbers are.
func part(numbers []uint64, k attack.Broken, factors, phi, exponent Kind) Kind {
	has := func(n uint64) bool { return slices.Contains(numbers, n) }
	switch {
	case slices.Equal(numbers, []uint64{k.Key.D}), slices.Equal(numbers, []uint64{k.Key.N, k.Key.D}), slices.Equal(numbers, []uint64{k.Key.D, k.Key.N}):
		return exponent
	case has(k.Phi) && has(k.Key.D):
		return exponent
	case has(k.Phi):
		return phi
	case (has(k.Key.P) || has(k.Key.Q)) && !slices.ContainsFunc(numbers, func(n uint64) bool { return n != k.Key.P && n != k.Key.Q && n != k.Key.N }):
		return factors
	case has(k.Key.N):
		return PublicKey
	}
	return 0
}

// numbersIn returns the decimal numbers of a text that holds no words except the usual names of such
// numbers, and nil for any other text.
func numbersIn(text string) []uint64 {
	var numbers []uint64
	isMark := func(r rune) bool { return strings.ContainsRune(" ,;=·*×x()-+φ\n\tphiePqQndE", r) }
	for _, field := range strings.FieldsFunc(text, isMark) {
		n, err := strconv.ParseUint(field, 10, 64)
		if err != nil {
			return nil
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// hexNumbers recognizes cipher text without a capture: several hexadecimal numbers.
func hexNumbers(answer string) Verdict {
	fields := strings.Fields(strings.ToLower(answer))
	if len(fields) >= 3 && rsa.CheckText([]byte(strings.Join(fields, " "))) == nil {
		return Verdict{Kind: CipherText}
	}
	return Verdict{}
}

// inNumbers decodes a text as character codes: hexadecimal or decimal, separated or in one run.
func inNumbers(answer string) []string {
	var readings []string
	fields := strings.FieldsFunc(answer, func(r rune) bool { return strings.ContainsRune(" ,;:[]", r) })
	for _, base := range []int{10, 16} {
		text := make([]rune, 0, len(fields))
		for _, field := range fields {
			n, err := strconv.ParseUint(strings.TrimPrefix(field, "0x"), base, 21)
			if err != nil || !utf8.ValidRune(rune(n)) {
				break
			}
			text = append(text, rune(n))
		}
		if len(text) == len(fields) {
			readings = append(readings, string(text))
		}
	}
	if run, err := hex.DecodeString(strings.Join(fields, "")); err == nil {
		readings = append(readings, string(run))
	}
	return readings
}

// isPassword reports whether one of several readings of an answer is the password.
func isPassword(answer string, facts *Facts, secret exercise.Secret, readings []string) bool {
	return slices.ContainsFunc(readings, func(r string) bool { return r != answer && secret.Opens(r) })
}

// asSeen looks for what passed in the clear, or was said.
func asSeen(answer string, _ exercise.Secret, facts *Facts) Verdict {
	switch {
	case answer == usual:
		return Verdict{Kind: Usual}
	case holds(facts.Names, answer):
		return Verdict{Kind: Name}
	case holds(facts.Lines, answer):
		return Verdict{Kind: Said}
	}
	for _, a := range facts.Passwords {
		if a.Refused && a.Text == answer {
			return Verdict{Kind: Refused}
		}
	}
	return Verdict{}
}

// holds reports whether a text is among others, in whichever form its apostrophe was typed.
func holds(texts map[string]bool, text string) bool {
	if texts[text] {
		return true
	}
	for other := range texts {
		if tap.SameName(other, text) {
			return true
		}
	}
	return false
}

// asMisread looks for the results of usual mistakes in decrypting.
func asMisread(answer string, _ exercise.Secret, facts *Facts) Verdict {
	same := func(text string) bool {
		return text != "" && (text == answer || printable.Text(text) == printable.Text(answer))
	}
	for _, a := range facts.Passwords {
		for _, k := range facts.Clients {
			if same(under(a.Cipher, k.Key.N, k.Key.D)) {
				return Verdict{Kind: WrongKey}
			}
		}
		for _, k := range facts.Servers {
			if same(under(a.Cipher, k.Key.N, k.Key.E)) {
				return Verdict{Kind: WrongExponent}
			}
		}
	}
	if strings.Trim(strings.ToLower(answer), exercise.Alphabet) != "" {
		return Verdict{Kind: NotLetters}
	}
	return Verdict{}
}
