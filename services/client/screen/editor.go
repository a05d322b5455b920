package screen

import (
	"unicode"

	"obrolan/shared/printable"
)

// editor is a line that is being typed: keys in, a line out. It knows no terminal.
type editor struct {
	line    []rune
	at      int // the cursor stands before line[at]
	offset  int // the first character on the screen
	history history
}

// maxLine bounds a line in characters; the room cuts long ones into several messages anyway.
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
func (e *editor) set(line []rune) { e.line, e.at, e.offset = line, len(line), 0 }

func (e *editor) insert(r rune) {
	if !printable.Safe(r) || len(e.line) >= maxLine {
		return
	}
	e.line = append(e.line, 0)
	copy(e.line[e.at+1:], e.line[e.at:])
	e.line[e.at] = r
	e.at++
}

func (e *editor) erase(from, to int) {
	e.line = append(e.line[:from], e.line[to:]...)
	e.at = from
}

// before is where the character before i starts, with all that belongs to it.
func (e *editor) before(i int) int {
	for i > 0 {
		i--
		if i == 0 || !continues(e.line[i-1], e.line[i]) {
			break
		}
	}
	return i
}

// after is where the character behind i starts.
func (e *editor) after(i int) int {
	for i < len(e.line) {
		i++
		if i == len(e.line) || !continues(e.line[i-1], e.line[i]) {
			break
		}
	}
	return i
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
// scrolls so that the cursor is in it. One column is kept for the cursor behind the last character.
func (e *editor) window(room int) (left, right []rune) {
	room = max(room-1, 1)
	e.offset = min(e.offset, e.at)
	e.offset = max(e.offset, fitting(e.line[:e.at], room))
	// When the line has become shorter, show as much of it as there is room for.
	e.offset = min(e.offset, fitting(e.line, room))
	end, free := e.at, room-columns(e.line[e.offset:e.at])
	for end < len(e.line) && runeColumns(e.line[end]) <= free {
		free -= runeColumns(e.line[end])
		end++
	}
	return e.line[e.offset:e.at], e.line[e.at:end]
}

// fitting is where the longest end of a line starts that takes at most room columns.
func fitting(line []rune, room int) int {
	i := len(line)
	for i > 0 && runeColumns(line[i-1]) <= room {
		i--
		room -= runeColumns(line[i])
	}
	return i
}
