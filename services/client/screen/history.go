package screen

// history is what was typed before, oldest first, and the place that the arrow keys have reached. The zero
// value is ready to use.
type history struct {
	lines  [][]rune
	at     int    // index into lines; len(lines) is the line that is being typed
	typing []rune // that line, while an older one is shown
}

// maxHistory bounds how many lines are kept.
const maxHistory = 200

// add remembers a line, unless it is the same as the last one, and goes back to the end.
func (h *history) add(line []rune) {
	if n := len(h.lines); len(line) > 0 && (n == 0 || string(h.lines[n-1]) != string(line)) {
		h.lines = append(h.lines, append([]rune(nil), line...))
		if len(h.lines) > maxHistory {
			h.lines = append(h.lines[:0:0], h.lines[1:]...)
		}
	}
	h.at, h.typing = len(h.lines), nil
}

// move goes by steps (-1: older) and returns the line there, or false at either end. current is
// what the editor holds; it is returned when the arrow keys come back to the end.
func (h *history) move(steps int, current []rune) ([]rune, bool) {
	to := h.at + steps
	if to < 0 || to > len(h.lines) {
		return nil, false
	}
	if h.at == len(h.lines) {
		h.typing = append([]rune(nil), current...)
	}
	h.at = to
	if to == len(h.lines) {
		return append([]rune(nil), h.typing...), true
	}
	return append([]rune(nil), h.lines[to]...), true
}
