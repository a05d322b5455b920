package screen

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"obrolan/shared/printable"
)

// emulator is what a terminal makes of what a program writes: it breaks rows that are too wide, and
// breaks and joins them again when the window has another width, as most terminals do. It has no height.
type emulator struct {
	width   int
	rows    []emulated
	x, y    int // the cursor; x is width behind a row that is full
	pending []byte
	unknown []string // control sequences that no part of the program should write
}

// emulated is one row: a rune for each column, 0 for the second of a wide character.
type emulated struct {
	columns []rune
	broken  bool // goes on in the next row
}

func (e *emulator) write(b []byte) {
	b = append(e.pending, b...)
	for len(b) > 0 {
		n := 1
		switch {
		case b[0] == '\r':
			e.x = 0
		case b[0] == '\n':
			e.x = min(e.x, e.width-1)
			e.down(false)
		case b[0] == esc[0]:
			n = 2
			for n < len(b) && (b[n] < 0x40 || b[n] > 0x7e) {
				n++
			}
			if n++; n > len(b) {
				e.pending = slices.Clone(b)
				return
			}
			e.control(string(b[2:n]))
		case !utf8.FullRune(b):
			e.pending = slices.Clone(b)
			return
		default:
			var r rune
			r, n = utf8.DecodeRune(b)
			e.put(r)
		}
		b = b[n:]
	}
	e.pending = nil
}

func (e *emulator) row() *emulated {
	for e.y >= len(e.rows) {
		e.rows = append(e.rows, emulated{})
	}
	return &e.rows[e.y]
}

func (e *emulator) down(broken bool) {
	e.row().broken = broken
	e.y++
	e.row()
}

func (e *emulator) control(sequence string) {
	up := 0
	switch n, _ := fmt.Sscanf(sequence, "%dA", &up); {
	case sequence == "J":
		e.x = min(e.x, e.width-1)
		row := e.row()
		row.columns, row.broken = row.columns[:min(e.x, len(row.columns))], false
		e.rows = e.rows[:e.y+1]
	case sequence == "H":
		e.x, e.y = 0, 0
	case sequence == "2J":
		e.rows = nil
	case n == 1 && strings.HasSuffix(sequence, "A"):
		e.x, e.y = min(e.x, e.width-1), max(e.y-up, 0)
	case strings.HasSuffix(sequence, "m"), sequence == "?2004h", sequence == "?2004l":
	default:
		e.unknown = append(e.unknown, sequence)
	}
}

// put writes a character; a mark has no column.
func (e *emulator) put(r rune) {
	size := printable.Columns(string(r))
	if unicode.Is(unicode.Mn, r) || size == 0 || size > e.width {
		return
	}
	if e.x+size > e.width {
		e.down(true)
		e.x = 0
	}
	for range size {
		row := e.row()
		for len(row.columns) <= e.x {
			row.columns = append(row.columns, ' ')
		}
		row.columns[e.x] = r
		e.x++
		r = 0
	}
}

// resize breaks and joins the rows for another width. The cursor stays at its character.
func (e *emulator) resize(width int) {
	old, x, y := e.rows, e.x, e.y
	e.width, e.rows, e.x, e.y = width, nil, 0, 0
	cursor := [2]int{}
	for i, row := range old {
		for j := 0; j <= len(row.columns); j++ {
			if i == y && j == x {
				if cursor = [2]int{e.x, e.y}; e.x == width && j < len(row.columns) {
					cursor = [2]int{0, e.y + 1}
				}
			}
			if j < len(row.columns) && row.columns[j] != 0 {
				e.put(row.columns[j])
			}
		}
		if !row.broken {
			e.down(false)
			e.x = 0
		}
	}
	e.x, e.y = cursor[0], cursor[1]
	for len(e.rows) > e.y+1 && len(e.rows[len(e.rows)-1].columns) == 0 {
		e.rows = e.rows[:len(e.rows)-1]
	}
}

// shown is what is on the screen, with | where the cursor is.
func (e *emulator) shown() string {
	var b strings.Builder
	e.row()
	for y, row := range e.rows {
		text := slices.Clone(row.columns)
		if y == e.y {
			for len(text) < e.x {
				text = append(text, ' ')
			}
			text = slices.Insert(text, e.x, '|')
		}
		b.WriteString(strings.ReplaceAll(string(text), "\x00", "") + "\n")
	}
	return b.String()
}
