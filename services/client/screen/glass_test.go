//go:build unix

package screen

import (
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// glass is a terminal for tests: a pseudo-terminal with somebody who looks at it.
type glass struct {
	t        *testing.T
	keyboard *os.File // what is written here is typed
	tty      *os.File // the program's side
	before   *term.State

	mu      sync.Mutex
	changed *sync.Cond
	rows    [][]rune
	x       int
	raw     strings.Builder
	done    chan struct{}
}

func newGlass(t *testing.T, width int) *glass {
	t.Helper()
	keyboard, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	keyboard = interruptible(t, keyboard)
	g := &glass{t: t, keyboard: keyboard, tty: tty, rows: [][]rune{nil}, done: make(chan struct{})}
	g.changed = sync.NewCond(&g.mu)
	g.resize(width)
	if g.before, err = term.GetState(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	// Ends when the pseudo-terminal is closed.
	go g.look()
	t.Cleanup(func() {
		keyboard.WriteString("\n") // wakes whoever still reads the keyboard
		tty.Close()
		keyboard.Close()
		<-g.done
	})
	return g
}

// interruptible returns the file in a mode where Close ends a Read.
func interruptible(t *testing.T, f *os.File) *os.File {
	t.Helper()
	defer f.Close()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		syscall.CloseOnExec(fd)
		err = syscall.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), f.Name())
}

func (g *glass) resize(width int) {
	if err := pty.Setsize(g.keyboard, &pty.Winsize{Rows: 24, Cols: uint16(width)}); err != nil {
		g.t.Fatal(err)
	}
}

func (g *glass) look() {
	defer close(g.done)
	buf := make([]byte, 4096)
	var pending []byte
	for {
		n, err := g.keyboard.Read(buf)
		g.mu.Lock()
		g.raw.Write(buf[:n])
		pending = g.draw(append(pending, buf[:n]...))
		g.changed.Broadcast()
		g.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// draw applies what a program may write: characters, CR, LF, and ESC [ J, H, 2 J and colours. It returns what is not complete.
func (g *glass) draw(b []byte) []byte {
	for len(b) > 0 {
		switch {
		case b[0] == '\r':
			g.x = 0
		case b[0] == '\n':
			g.rows = append(g.rows, nil)
		case b[0] == esc:
			i := 2
			for i < len(b) && (b[i] < 0x40 || b[i] > 0x7e) {
				i++
			}
			if i >= len(b) {
				return b
			}
			g.control(string(b[2 : i+1]))
			b = b[i+1:]
			continue
		case !utf8.FullRune(b):
			return b
		default:
			r, n := utf8.DecodeRune(b)
			g.put(r)
			b = b[n:]
			continue
		}
		b = b[1:]
	}
	return nil
}

func (g *glass) control(sequence string) {
	switch {
	case sequence == "J":
		if row := &g.rows[len(g.rows)-1]; g.x < len(*row) {
			*row = (*row)[:g.x]
		}
	case sequence == "H":
		g.x = 0
	case sequence == "2J":
		g.rows = [][]rune{nil}
	case strings.HasSuffix(sequence, "m"):
	default:
		g.t.Errorf("the program wrote ESC[%s", sequence)
	}
}

// put writes a character; the second column of a wide one holds 0, and a mark has no column.
func (g *glass) put(r rune) {
	row := &g.rows[len(g.rows)-1]
	if unicode.Is(unicode.Mn, r) || r == '\u200d' {
		return
	}
	for range runeColumns(r) {
		for len(*row) <= g.x {
			*row = append(*row, ' ')
		}
		(*row)[g.x] = r
		g.x++
		r = 0
	}
}

// shown is what is on the glass, with | where the cursor is, without empty rows at the end.
func (g *glass) shown() string {
	var b strings.Builder
	for i, row := range g.rows {
		text := append([]rune(nil), row...)
		if i == len(g.rows)-1 {
			for len(text) < g.x {
				text = append(text, ' ')
			}
			text = append(text[:g.x:g.x], append([]rune("|"), text[g.x:]...)...)
		}
		b.WriteString(strings.ReplaceAll(string(text), "\x00", "") + "\n")
	}
	return b.String()
}

// wait waits until the end of what is on the glass is want, row by row.
func (g *glass) wait(want ...string) {
	g.t.Helper()
	text := strings.Join(want, "\n") + "\n"
	g.until(func() bool { return strings.HasSuffix("\n"+g.shown(), "\n"+text) }, text)
}

func (g *glass) until(ok func() bool, want string) {
	g.t.Helper()
	over := false
	timer := time.AfterFunc(20*time.Second, func() {
		g.mu.Lock()
		over = true
		g.mu.Unlock()
		g.changed.Broadcast()
	})
	defer timer.Stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	for !ok() {
		if over {
			g.t.Fatalf("on the glass:\n%s\nwant:\n%s", g.shown(), want)
		}
		g.changed.Wait()
	}
}

func (g *glass) press(text string) {
	g.t.Helper()
	if _, err := g.keyboard.WriteString(text); err != nil {
		g.t.Error(err)
	}
}

// restored tells whether the terminal is as it was before the program came.
func (g *glass) restored() bool {
	now, err := term.GetState(int(g.tty.Fd()))
	if err != nil {
		g.t.Fatal(err)
	}
	return *now == *g.before
}

func (g *glass) written() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.raw.String()
}
