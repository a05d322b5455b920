package eavesdrop

import "fmt"

// Kind says what an answer is.
type Kind uint8

// The kinds of a Verdict, with the fields that they use.
const (
	Right          Kind = iota + 1
	Empty               // an empty answer
	Case                // right except for upper and lower case
	InNumbers           // the password, its characters written as numbers
	Datagram            // the datagram in hexadecimal, as Wireshark copies it
	CipherPassword      // the cipher text of a password that was sent
	CipherLine          // the cipher text of a line
	CipherText          // some cipher text
	PublicKey           // E,N of any peer, or n only
	Factors             // p and q of the server
	FactorsClient       // p and q of a client
	Phi                 // φ(n) of the server
	Exponent            // d of the server
	ExponentClient      // d of a client
	Numbers             // some numbers
	WrongKey            // the password decrypted with a client's key
	WrongExponent       // the password "decrypted" with e instead of d
	NotLetters          // characters that no drawn password has
	Said                // something that was said in the room
	Name                // the name of a member
	Usual               // the lab's usual password
	Refused             // a password that the server refused
	OneWrong            // Place: one letter is wrong
	OneMissing          // Place: one is missing there
	OneTooMany          // Place: one is too many
	Swapped             // Place: this one and the next
	SomeWrong           // Places
	Length              // Got, Want
	Wrong               // none of these
)

// Verdict is the judgement of an answer.
type Verdict struct {
	Kind      Kind
	Place     int   // counted from 1
	Places    []int // counted from 1
	Got, Want int   // letters
}

// Right tells whether the answer is the password.
func (v Verdict) Right() bool { return v.Kind == Right }

// Explain returns a sentence for the student, and a hint at the next step, which may be empty.
// Languages are "en" and "id"; any other is English.
func (v Verdict) Explain(lang string) (sentence, hint string) {
	texts := english
	if lang == "id" {
		texts = indonesian
	}
	text := texts[v.Kind]
	switch v.Kind {
	case OneWrong, OneMissing, OneTooMany, Swapped:
		return fmt.Sprintf(text.sentence, v.Place), text.hint
	case SomeWrong:
		return fmt.Sprintf(text.sentence, v.Places), text.hint
	case Length:
		return fmt.Sprintf(text.sentence, v.Got, v.Want), text.hint
	}
	return text.sentence, text.hint
}

// explanation is a sentence and a hint.
type explanation struct{ sentence, hint string }
