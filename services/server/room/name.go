package room

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
)

// MaxName is how long a name can be, in code points.
const MaxName = 32

// ErrName is wrapped by every error that says why something is no name for this room.
var ErrName = errors.New("not a name for this room")

// reserved are the keys of names that would pass for the server or for nobody.
var reserved = map[string]bool{"server": true, "sistem": true, "system": true, "obrolan": true, "unknown": true}

// Name is a name that somebody can have. The zero value is none.
type Name struct {
	shown string // as it was written, without spaces around it
	key   string // what two names that are one have in common
}

// String returns the name as its holder wrote it.
func (n Name) String() string { return n.shown }

// Is tells whether text, spaces around it aside, means this name.
func (n Name) Is(text string) bool {
	text = strings.Trim(text, " ")
	if text == n.shown {
		return true
	}
	other, err := ParseName(text)
	return err == nil && other.key == n.key
}

// ParseName checks a name. Its parts between spaces must be user names under the profile
// UsernameCaseMapped of RFC 8265 (letters and digits of any script and printable ASCII; no
// symbols, no control or invisible characters, no mix of directions that confuses), at most MaxName
// code points in all, of one script (UTS #39, section 5.1), without a colon, and not reserved. Case, width and the number of spaces make no
// difference between names. An error wraps ErrName and says in a sentence what is wrong; it never quotes the name.
func ParseName(text string) (Name, error) {
	if !utf8.ValidString(text) {
		return Name{}, fmt.Errorf("%w: it is not UTF-8 text", ErrName)
	}
	shown := strings.Trim(text, " ")
	if shown == "" {
		return Name{}, fmt.Errorf("%w: it is empty", ErrName)
	}
	if utf8.RuneCountInString(shown) > MaxName {
		return Name{}, fmt.Errorf("%w: it has more than %d characters", ErrName, MaxName)
	}
	key, err := nameKey(shown)
	if err != nil {
		return Name{}, err
	}
	return Name{shown: shown, key: key}, nil
}

// nameKey returns what names that look alike by case, width and spacing have in common.
func nameKey(shown string) (string, error) {
	var keys []string
	for part := range strings.SplitSeq(shown, " ") {
		if part == "" {
			continue
		}
		// A mark would sit on what stands before the name.
		if first, _ := utf8.DecodeRuneInString(part); unicode.IsMark(first) {
			return "", fmt.Errorf("%w: a part of it starts with a combining mark", ErrName)
		}
		key, err := precis.UsernameCaseMapped.CompareKey(part)
		if err != nil {
			return "", fmt.Errorf("%w: %s", ErrName, complaint(part))
		}
		keys = append(keys, key)
	}
	key := strings.Join(keys, " ")
	switch {
	case strings.Contains(key, ":"): // also one that was a full-width colon
		return "", fmt.Errorf("%w: it holds a colon", ErrName)
	case reserved[bare(key)]:
		return "", fmt.Errorf("%w: it is reserved", ErrName)
	case strings.HasPrefix(key, "*"):
		return "", fmt.Errorf("%w: it starts like a notice, with an asterisk", ErrName)
	case !singleScript(key):
		return "", fmt.Errorf("%w: it mixes scripts, so that it could pass for another name", ErrName)
	}
	return key, nil
}

// bare is a key without punctuation and spaces, so that "[server]" passes for "server" no more than "server" does.
func bare(key string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, key)
}

// complaint says what the user-name profile holds against a part of a name.
func complaint(part string) string {
	for _, r := range part {
		switch {
		case unicode.IsControl(r):
			return "it holds a control character"
		case unicode.Is(unicode.Bidi_Control, r):
			return "it holds a character that turns the direction of writing"
		case unicode.IsSpace(r):
			return "it holds a space other than the usual one"
		case unicode.IsSymbol(r):
			return "it holds a symbol; letters and digits are allowed"
		}
	}
	return "it holds a character that user names can't have, or mixes directions of writing"
}
