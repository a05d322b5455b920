package screen

import (
	"fmt"
	"strings"
)

const ctrlC = 0x03

// read turns the keyboard's bytes into keys. Ctrl-C does not wait its turn.
func (s *Terminal) read() {
	defer s.restoreOnPanic()
	defer s.ahead.close()
	var d decoder
	buf := make([]byte, 1024)
	for {
		n, err := s.in.Read(buf)
		keys := d.feed(buf[:n])
		for _, k := range keys {
			if k == keyCtrlC {
				s.interrupt()
			}
		}
		// A byte that comes alone was typed: it ends also what waits for the end of a paste in vain.
		if d.pasting && n == 1 && buf[0] == ctrlC {
			s.interrupt()
		}
		s.ahead.add(keys)
		select {
		case <-s.done:
			return
		default:
		}
		if err != nil {
			return
		}
	}
}

// edit applies keys to the line, in order, and is the only one that sends lines.
func (s *Terminal) edit() {
	defer s.running.Done()
	defer s.restoreOnPanic()
	defer close(s.lines)
	for {
		for s.ready() {
			k, last, ok := s.ahead.take()
			if !ok {
				break
			}
			line, done, end := s.press(k, last)
			if end || done && !s.send(line) {
				return
			}
		}
		if s.ahead.over() {
			return
		}
		select {
		case <-s.ahead.wake:
		case <-s.done:
			return
		}
	}
}

// send passes a line on, or the lines of a paste. It returns false if the Terminal was closed.
func (s *Terminal) send(line string) bool {
	texts := strings.Split(line, "\n")
	for _, text := range texts {
		select {
		case s.lines <- Line{Text: text, Literal: len(texts) > 1}:
		case <-s.done:
			return false
		}
	}
	return true
}

func (s *Terminal) ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mode != idle
}

// press applies one key. The row is drawn when no more keys wait. end tells that Ctrl-D ended the input.
func (s *Terminal) press(k key, last bool) (line string, done, end bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case k == keyCtrlC:
		return "", false, false
	case k == keyCtrlD && len(s.editor.line) == 0:
		return "", false, true
	case k == keyClear:
		s.row.ask(s.row.whole)
		s.write(esc + "[H" + esc + "[2J" + s.redraw())
		return "", false, false
	case k == keyEnter:
		return s.enter(last), true, false
	}
	s.editor.press(k, false)
	if notices := s.notices(k, last); last || notices != "" {
		s.write(notices + s.redraw())
	}
	return "", false, false
}

// enter ends the line. An answer stays on the screen, and is one line even if it was pasted.
func (s *Terminal) enter(last bool) (line string) {
	notices := s.notices(keyEnter, last)
	if s.mode == talking {
		line, _ = s.editor.press(keyEnter, true)
		s.write(notices + s.redraw())
		return line
	}
	s.editor.at = len(s.editor.line)
	s.write(notices + s.redraw() + "\r\n")
	s.mode, s.row.drawn = idle, false
	line, _ = s.editor.press(keyEnter, false)
	return strings.ReplaceAll(line, "\n", " ")
}

// notices returns the lines that say what a limit has cut off, and that a paste waits for Enter. They come once
// no more keys wait, or a paste or the line is over.
func (s *Terminal) notices(k key, last bool) (text string) {
	pasted := k == keyPasteEnd
	if pasted && s.mode == talking {
		if lines := s.editor.pastedLines(); lines > 1 {
			text += s.above(fmt.Sprintf(s.look.texts.PasteWaits, lines), 0)
		}
	}
	if pasted || k == keyEnter || last && !s.editor.pasting {
		switch n := s.editor.overflow(pasted); {
		case n > 0 && pasted:
			text += s.above(fmt.Sprintf(s.look.texts.PasteCut, maxLine, n), 0)
		case n > 0:
			text += s.above(fmt.Sprintf(s.look.texts.LineFull, maxLine), 0)
		}
	}
	if last {
		if n := s.ahead.takeLost(); n > 0 {
			text += s.above(fmt.Sprintf(s.look.texts.KeysLost, maxAhead, n), 0)
		}
	}
	return text
}
