package room

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
)

// MaxName is the maximum length of a name in code points.
const MaxName = 32

// ErrName is wrapped by every error about a name that this room does not allow.
var ErrName = errors.New("not a name for this room")

// reserved holds the keys of names that could be taken for the server or for no member.
var reserved = map[string]bool{"server": true, "sistem": true, "system": true, "obrolan": true, "unknown": true}

// Name is an allowed name. The zero value is not a name.
type Name struct {
	shown string // as written, without spaces around it
	key   string // equal for names that count as the same
}

// String returns the name as its holder wrote it.
func (n Name) String() string { return n.shown }

// Is reports whether text, trimmed, is the same name.
func (n Name) Is(text string) bool {
	text = strings.Trim(text, " ")
	if text == n.shown {
		return true
	}
	other, err := ParseName(text)
	return err == nil && other.key == n.key
}

// ParseName checks a name. Each part between spaces must be a user name under the profile UsernameCaseMapped of RFC 8265
// (letters and digits of any script and printable ASCII; no symbols, no control or invisible characters, no confusing mix
// of directions). The name has at most MaxName code points, uses one script (UTS #39, section 5.1), holds no colon and is
// not reserved. Names that differ only in case, width or the number of spaces are the same. An error wraps ErrName and
// states the reason in one sentence; it never quotes the name.
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

// nameKey returns the key of a name: equal for names that differ only in case, width and spacing.
func nameKey(shown string) (string, error) {
	var keys []string
	for part := range strings.SplitSeq(shown, " ") {
		if part == "" {
			continue
		}
		// A mark would combine with the text before the name.
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
	case strings.Contains(key, ":"): // after mapping a full-width colon too
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

// bare removes punctuation and spaces from a key, so that "[server]" is reserved as "server" is.
func bare(key string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, key)
}

// complaint says which rule of the user-name profile a part of a name breaks.
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
