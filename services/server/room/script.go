package room

import (
	"slices"
	"unicode"
)

// augmented are the sets that UTS #39, section 5.1, adds to a script, so that the usual ways to write
// Chinese, Japanese and Korean count as one script each.
var augmented = map[string][]string{
	"Han":      {"Han", "Hanb", "Jpan", "Kore"},
	"Hiragana": {"Hiragana", "Jpan"},
	"Katakana": {"Katakana", "Jpan"},
	"Hangul":   {"Hangul", "Kore"},
	"Bopomofo": {"Bopomofo", "Hanb"},
}

// singleScript reports whether one script covers every character of text, by UTS #39, section 5.1. Characters without a
// script of their own (digits, punctuation, marks) match any. It uses the property Script, because Go's tables lack
// Script_Extensions: a few characters shared by several scripts also match any.
func singleScript(text string) bool {
	var left []string            // scripts that cover the text so far; nil means any
	var last *unicode.RangeTable // the script of the previous character, tried first
	for _, r := range text {
		if unicode.In(r, unicode.Common, unicode.Inherited) || last != nil && unicode.Is(last, r) {
			continue
		}
		script := scriptOf(r)
		last = unicode.Scripts[script]
		sets := augmented[script]
		if sets == nil {
			sets = []string{script}
		}
		if left == nil {
			left = slices.Clone(sets)
			continue
		}
		left = slices.DeleteFunc(left, func(s string) bool { return !slices.Contains(sets, s) })
		if len(left) == 0 {
			return false
		}
	}
	return true
}

// scriptOf returns the name of a character's script, or "Unknown".
func scriptOf(r rune) string {
	if unicode.Is(unicode.Latin, r) {
		return "Latin"
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return "Unknown"
}
