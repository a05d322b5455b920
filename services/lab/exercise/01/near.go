package eavesdrop

import (
	"strings"

	"obrolan/services/lab/exercise"
)

// asNear compares an answer with the password letter by letter, if a capture reveals
// the password; else it tries every text that differs by one mistake.
func asNear(answer string, secret exercise.Secret, facts *Facts) Verdict {
	if truth, ok := facts.truth(secret); ok {
		return compare(answer, truth.Text)
	}
	if len(answer) < exercise.MinLength-1 || len(answer) > exercise.MaxLength+1 {
		return Verdict{}
	}
	return slip(answer, secret.Opens)
}

// compare says which letters of an answer are wrong, unless more than half are: otherwise the
// password could be found letter by letter.
func compare(answer, truth string) Verdict {
	off := len(answer) - len(truth)
	if off >= -1 && off <= 1 {
		if v := slip(answer, func(text string) bool { return text == truth }); v.Kind != 0 {
			return v
		}
	}
	if off != 0 {
		return Verdict{Kind: Length, Got: len(answer), Want: len(truth)}
	}
	var wrong []int
	for i := range len(answer) {
		if answer[i] != truth[i] {
			wrong = append(wrong, i+1)
		}
	}
	if 2*len(wrong) > len(truth) {
		return Verdict{}
	}
	return Verdict{Kind: SomeWrong, Places: wrong}
}

// slip tries every text that differs from an answer by one mistake: two letters swapped, one wrong, one
// too many, one missing. opens reports whether a text is the password.
func slip(answer string, opens func(string) bool) Verdict {
	for i := range len(answer) - 1 {
		swapped := answer[:i] + answer[i+1:i+2] + answer[i:i+1] + answer[i+2:]
		if swapped != answer && opens(swapped) {
			return Verdict{Kind: Swapped, Place: i + 1}
		}
	}
	for i := range len(answer) {
		if opens(answer[:i] + answer[i+1:]) {
			return Verdict{Kind: OneTooMany, Place: i + 1}
		}
	}
	for i := range len(answer) + 1 {
		for _, letter := range strings.Split(exercise.Alphabet, "") {
			if i < len(answer) && opens(answer[:i]+letter+answer[i+1:]) {
				return Verdict{Kind: OneWrong, Place: i + 1}
			}
			if opens(answer[:i] + letter + answer[i:]) {
				return Verdict{Kind: OneMissing, Place: i + 1}
			}
		}
	}
	return Verdict{}
}
