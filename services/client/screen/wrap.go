package screen

import (
	"strings"

	"obrolan/shared/printable"
)

// wrap breaks a line between words so that it fits into width columns; what comes after a break
// is indented. A word that is wider than a row is left to the terminal, so that a long address
// can still be copied or clicked. Escape sequences of look (ESC [ … m) take no columns.
func wrap(line string, width, indent int) string {
	if indent*3 > width {
		indent = 0
	}
	var b strings.Builder
	at := 0 // the column where the next character goes
	for i, word := range strings.Split(line, " ") {
		size := printable.Columns(visible(word))
		switch {
		case i == 0:
		case at+1+size <= width || size > width-indent:
			b.WriteByte(' ')
			at++
		default:
			b.WriteString("\r\n" + strings.Repeat(" ", indent))
			at = indent
		}
		b.WriteString(word)
		if at += size; at > width {
			at %= width
		}
	}
	return b.String()
}

// visible is a text without its escape sequences.
func visible(text string) string {
	for {
		before, rest, ok := strings.Cut(text, esc+"[")
		if !ok {
			return text
		}
		_, after, _ := strings.Cut(rest, "m")
		text = before + after
	}
}
