package screen

import (
	"iter"
	"unicode"
	"unicode/utf8"

	"obrolan/shared/printable"
)

// editor is a line that is being typed: keys in, a line out. It knows no terminal. A paste of several
// lines stays in the line with its line breaks, so that nothing is said before Enter.
type editor struct {
	line    []rune
	at      int // the cursor stands before line[at]
	offset  int // the first character on the screen
	history history

	pasting bool // between keyPasteStart and keyPasteEnd
	pasteAt int  // where the last paste began
	refused int  // characters that had no room since overflow was called
	breaks  int  // line breaks behind those
	full    bool // overflow has reported that typed characters have no room
}

// maxLine bounds a line in code points; the room splits long lines into several messages anyway.
const maxLine = 4000

// press applies a key. done tells that Enter ended a line, which is returned and cleared; the
// history gets it if remember is set. Keys that end the program are not for the editor.
func (e *editor) press(k key, remember bool) (line string, done bool) {
	switch k {
	case keyEnter:
		line = string(e.line)
		if remember {
			e.history.add(e.line)
		}
		e.set(nil)
		return line, true
	case keyBackspace:
		e.erase(e.before(e.at), e.at)
	case keyDelete, keyCtrlD:
		e.erase(e.at, e.after(e.at))
	case keyDeleteWord:
		e.erase(e.wordBefore(), e.at)
	case keyKillToEnd:
		e.erase(e.at, len(e.line))
	case keyKillToStart:
		e.erase(0, e.at)
	case keyUp, keyDown:
		e.recall(k)
	case keyPasteStart:
		e.pasting, e.pasteAt = true, e.at
	case keyPasteBreak:
		e.insert('\n')
	case keyPasteEnd:
		e.pasting = false
		e.trimPaste()
	default:
		if k > 0 {
			e.insert(rune(k))
		} else {
			e.move(k)
		}
	}
	return "", false
}

// move applies a key that only moves the cursor.
func (e *editor) move(k key) {
	switch k {
	case keyLeft:
		e.at = e.before(e.at)
	case keyRight:
		e.at = e.after(e.at)
	case keyWordLeft:
		e.at = e.wordBefore()
	case keyWordRight:
		e.at = e.wordAfter()
	case keyHome:
		e.at = 0
	case keyEnd:
		e.at = len(e.line)
	}
}

func (e *editor) recall(k key) {
	steps := 1
	if k == keyUp {
		steps = -1
	}
	if line, ok := e.history.move(steps, e.line); ok {
		e.set(line)
	}
}

// set replaces the line and puts the cursor behind it.
func (e *editor) set(line []rune) {
	e.line, e.at, e.offset, e.pasteAt = line, len(line), 0, 0
	e.refused, e.breaks, e.full = 0, 0, false
}

func (e *editor) insert(r rune) {
	before := rune(0)
	if e.at > 0 {
		before = e.line[e.at-1]
	}
	switch {
	case r != '\n' && !printable.SafeAfter(before, r):
		return
	case len(e.line) >= maxLine && r == '\n':
		e.breaks++
		return
	case len(e.line) >= maxLine:
		e.refused, e.breaks = e.refused+e.breaks+1, 0
		return
	}
	e.line = append(e.line, 0)
	copy(e.line[e.at+1:], e.line[e.at:])
	e.line[e.at] = r
	e.at++
}

// trimPaste takes the line breaks at the end of a paste away: a line copied with its
// line break is still one line.
func (e *editor) trimPaste() {
	from := e.at
	for from > e.pasteAt && e.line[from-1] == '\n' {
		from--
	}
	e.erase(from, e.at)
	e.breaks = 0
}

// pastedLines is how many lines the paste has that has just ended.
func (e *editor) pastedLines() int {
	lines := 1
	for _, r := range e.line[min(e.pasteAt, e.at):e.at] {
		if r == '\n' {
			lines++
		}
	}
	return lines
}

// overflow returns how many characters had no room in the line since it was last called. What is
// typed is reported once and not again before there is room.
func (e *editor) overflow(pasted bool) int {
	n := e.refused
	e.refused = 0
	if n == 0 || e.full && !pasted {
		return 0
	}
	e.full = true
	return n
}

func (e *editor) erase(from, to int) {
	if from < to {
		e.full = false
	}
	e.line = append(e.line[:from], e.line[to:]...)
	e.at = from
}

// before is where the character before i starts.
func (e *editor) before(i int) int {
	start := 0
	for end := range e.ends() {
		if end >= i {
			break
		}
		start = end
	}
	return start
}

// after is where the character at i ends.
func (e *editor) after(i int) int {
	for end := range e.ends() {
		if end > i {
			return end
		}
	}
	return len(e.line)
}

// ends yields where each character of the line ends.
func (e *editor) ends() iter.Seq[int] {
	return func(yield func(int) bool) {
		end := 0
		for character := range printable.Characters(string(e.line)) {
			end += utf8.RuneCountInString(character)
			if !yield(end) {
				return
			}
		}
	}
}

func (e *editor) wordBefore() int {
	i := e.at
	for i > 0 && unicode.IsSpace(e.line[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(e.line[i-1]) {
		i--
	}
	return i
}

func (e *editor) wordAfter() int {
	i := e.at
	for i < len(e.line) && unicode.IsSpace(e.line[i]) {
		i++
	}
	for i < len(e.line) && !unicode.IsSpace(e.line[i]) {
		i++
	}
	return i
}

// window returns the part of the line that fits into room columns, cut at the cursor, and
// scrolls so that the cursor is in it. One column is kept for the cursor behind the last character,
// if there is more than one.
func (e *editor) window(room int) (left, right string) {
	room = max(room-1, 1)
	e.offset = min(e.offset, e.at)
	e.offset = max(e.offset, fitting(e.line[:e.at], room))
	// When the line has become shorter, show as much of it as there is room for.
	e.offset = min(e.offset, fitting(e.line, room))
	left = string(e.line[e.offset:e.at])
	for character := range printable.Characters(string(e.line[e.at:])) {
		if printable.Columns(left+right+character) > room {
			break
		}
		right += character
	}
	return left, right
}

// fitting is where the longest end of a line starts that takes at most room columns.
func fitting(line []rune, room int) int {
	start, size := 0, printable.Columns(string(line))
	for character := range printable.Characters(string(line)) {
		if size <= room {
			break
		}
		size -= printable.Columns(character)
		start += utf8.RuneCountInString(character)
	}
	return start
}
