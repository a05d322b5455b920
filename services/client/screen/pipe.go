package screen

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"obrolan/shared/chat"
	"obrolan/shared/console"
	"obrolan/shared/printable"
)

// Pipe is a Screen without a screen: one line in, one line out, and no escape sequences.
type Pipe struct {
	out, notes io.Writer
	literal    bool
	lines      chan Line
	done       chan struct{}
	close      sync.Once
	readErr    error // set before lines is closed
	write      sync.Mutex
}

// NewPipe reads lines from in, writes what happens in the room to out, and what the client
// itself says to notes. A line of more than maxPiped bytes is taken for several. literal says that no line is a
// command, since nobody types them.
func NewPipe(in io.Reader, literal bool, out, notes io.Writer) *Pipe {
	p := &Pipe{out: out, notes: notes, literal: literal, lines: make(chan Line), done: make(chan struct{})}
	// Ends with the input; after Close at the next line; a read that blocks on a silent input ends
	// with the process, as nothing can interrupt it.
	go p.read(in)
	return p
}

// maxPiped bounds a line in bytes.
const maxPiped = 16 << 10

func (p *Pipe) read(in io.Reader) {
	defer close(p.lines)
	scanner := bufio.NewScanner(console.Text(in))
	scanner.Buffer(make([]byte, 4096), 2*maxPiped)
	scanner.Split(splitLine)
	for scanner.Scan() {
		select {
		case p.lines <- Line{Text: scanner.Text(), Literal: p.literal}:
		case <-p.done:
			return
		}
	}
	p.readErr = scanner.Err()
}

// ReadErr returns why reading ended before the input did, or nil. It takes a line away that nobody
// has received: call it when no more lines are wanted.
func (p *Pipe) ReadErr() error {
	select {
	case _, open := <-p.lines:
		if !open {
			return p.readErr
		}
	default:
	}
	return nil
}

// splitLine is bufio.ScanLines that cuts a line that is too long, between characters.
func splitLine(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if bytes.IndexByte(data, '\n') >= 0 || len(data) <= maxPiped {
		advance, token, err = bufio.ScanLines(data, atEOF)
		if len(token) <= maxPiped {
			return advance, token, err
		}
	}
	cut := maxPiped
	for cut > maxPiped-utf8.UTFMax && !utf8.RuneStart(data[cut]) {
		cut--
	}
	last := 0 // where the last character starts, which may go on behind the cut
	end := 0
	for character := range printable.Characters(string(data[:cut])) {
		last, end = end, end+len(character)
	}
	if last > 0 {
		cut = last
	}
	return cut, data[:cut], nil
}

// Lines is what is piped in.
func (p *Pipe) Lines() <-chan Line { return p.lines }

// Event writes one line, or returns the writer's error.
func (p *Pipe) Event(ev chat.Event) error {
	line, ok := plain(ev)
	if !ok {
		return nil
	}
	p.write.Lock()
	defer p.write.Unlock()
	_, err := io.WriteString(p.out, line+"\n")
	return err
}

// Print writes to notes.
func (p *Pipe) Print(text string) { fmt.Fprintln(p.notes, text) }

// Interactive is false: a script reads.
func (p *Pipe) Interactive() bool { return false }

// Quiet does nothing, as there is no prompt.
func (p *Pipe) Quiet() {}

// Close stops reading.
func (p *Pipe) Close() error {
	p.close.Do(func() { close(p.done) })
	return nil
}
