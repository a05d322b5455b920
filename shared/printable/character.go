package printable

import (
	"iter"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Characters returns the characters of text as a reader sees them, in order: the extended grapheme
// clusters of Unicode Standard Annex 29. A letter with its marks, a flag, an emoji with its skin
// tone and a sequence of joined emoji are one character each. Joined, the characters are the text.
func Characters(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for rest := graphemes.FromString(text); rest.Next(); {
			if !yield(rest.Value()) {
				return
			}
		}
	}
}
