package screen

// read turns the keyboard's bytes into keys. Ctrl-C does not wait its turn.
func (s *Terminal) read() {
	defer s.restoreOnPanic()
	defer close(s.keys)
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
		select {
		case s.keys <- keys:
		case <-s.done:
			return
		}
		if err != nil {
			return
		}
	}
}

// maxAhead bounds how many keys wait for a question.
const maxAhead = 4096

// edit applies keys to the line, in order, and is the only one that sends lines.
func (s *Terminal) edit() {
	defer s.running.Done()
	defer s.restoreOnPanic()
	defer close(s.lines)
	var ahead []key
	for open := true; open || len(ahead) > 0; {
		keys := s.keys
		if !open {
			keys = nil
		}
		select {
		case more, ok := <-keys:
			open = ok
			ahead = append(ahead, more[:min(len(more), maxAhead-len(ahead))]...)
		case <-s.wake:
		case <-s.done:
			return
		}
		for len(ahead) > 0 && s.ready() {
			line, done, end := s.press(ahead[0], len(ahead) == 1)
			ahead = ahead[1:]
			if end {
				return
			}
			if !done {
				continue
			}
			select {
			case s.lines <- Line{Text: line}:
			case <-s.done:
				return
			}
		}
	}
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
		s.write("\x1b[H\x1b[2J" + s.row())
		return "", false, false
	case k == keyEnter && s.mode != talking:
		s.editor.at = len(s.editor.line)
		s.write(s.row() + "\r\n")
		s.drawn = false
		line, done = s.editor.press(k, false)
		s.mode = idle
		return line, done, false
	}
	line, done = s.editor.press(k, true)
	if last || done {
		s.write(s.row())
	}
	return line, done, false
}
