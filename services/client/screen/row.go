package screen

import (
	"strconv"
	"strings"

	"obrolan/shared/printable"
)

// row is what stands on the row of the cursor: a prompt, and as much of a half-typed line as there is room
// for. It makes the text that draws and erases it, and knows where the terminal's cursor is by then.
//
//	23701 is not the server's usual port, which is      the rows of a question that is too wide
//	9999. Use it all the same? (y/n) ye_                the row, with the cursor behind "ye"
//
// The row never fills the terminal's last column, where terminals differ in what comes next.
type row struct {
	whole  string // the prompt as it was given
	prompt string // what of it stands on the row; the rest is above

	// What was drawn last, before and behind the cursor.
	drawn      bool
	head, tail string
}

// lineBreak is how a line break in a pasted text is shown, as the half-typed line has one row only.
const lineBreak = "↵"

// ask sets the prompt.
func (r *row) ask(prompt string) { r.whole, r.prompt = prompt, prompt }

// erase takes the row away and leaves the cursor where it began. Where the window has become
// narrower, the terminal has broken the row into several.
func (r *row) erase(width int) string {
	up := ""
	if n := r.rowsAbove(width); r.drawn && n > 0 {
		up = esc + "[" + strconv.Itoa(n) + "A"
	}
	r.drawn = false
	return up + "\r" + esc + "[J"
}

// rowsAbove is how many rows of the drawn one are above the cursor, in a window of that width.
func (r *row) rowsAbove(width int) (rows int) {
	at := 0
	for character := range printable.Characters(r.head) {
		size := printable.Columns(character)
		if size > width { // not shown
			continue
		}
		if at+size > width {
			rows, at = rows+1, 0
		}
		at += size
	}
	if at == width && r.tail != "" { // else the cursor stays at the end of the full row
		rows++
	}
	return rows
}

// draw puts the row in place of the one that is there. left and right are the line before and behind
// the cursor. What is left of the cursor is written twice, so that the cursor stands right even
// where the terminal has another view of the width of a character.
func (r *row) draw(width int, left, right string) string {
	text := r.erase(width)
	r.head = r.prompt + strings.ReplaceAll(left, "\n", lineBreak)
	r.tail = strings.ReplaceAll(right, "\n", lineBreak)
	r.drawn = true
	if r.tail == "" {
		return text + r.head
	}
	return text + r.head + r.tail + "\r" + r.head
}

// fit returns the text for the rows of the prompt that stand above the row, once, and
// keeps on the row what leaves at least ten columns, or half of a narrow window, to the answer.
func (r *row) fit(width int) (above string) {
	room := width - min(10, (width+1)/2)
	switch {
	case r.prompt == short:
		r.prompt = shortPrompt(width)
		return ""
	case printable.Columns(r.prompt) <= room:
		return ""
	}
	rows := strings.Split(wrap(r.prompt, max(room, 1), 0), "\r\n")
	last := len(rows) - 1
	switch r.prompt = rows[last]; {
	case r.prompt == "":
		rows, r.prompt = rows[:last], shortPrompt(width)
	case printable.Columns(r.prompt) <= room:
		rows = rows[:last]
	default: // a word that is too wide itself
		r.prompt = shortPrompt(width)
	}
	return r.erase(width) + strings.Join(rows, "\r\n") + "\r\n"
}

// shorten replaces the prompt if it takes more than half of the row.
func (r *row) shorten(width int) {
	if r.prompt = r.whole; printable.Columns(r.prompt) > width/2 {
		r.prompt = shortPrompt(width)
	}
}

// short is the prompt where a longer one has no room.
const short = "> "

// shortPrompt is short, or nothing in a window that has no room even for that.
func shortPrompt(width int) string {
	if width < 6 {
		return ""
	}
	return short
}

// room is how many columns the prompt leaves to the line.
func (r *row) room(width int) int { return width - printable.Columns(r.prompt) }
