//go:build unix

package screen

import (
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// fakeTerminal is a pseudo-terminal whose other side shows and types.
type fakeTerminal struct {
	t        *testing.T
	keyboard *os.File // what is written here is typed
	tty      *os.File // the program's side
	before   *term.State

	mu      sync.Mutex
	changed *sync.Cond
	screen  emulator
	raw     strings.Builder
	done    chan struct{}
}

func newFakeTerminal(t *testing.T, width int) *fakeTerminal {
	t.Helper()
	keyboard, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	keyboard = interruptible(t, keyboard)
	g := &fakeTerminal{t: t, keyboard: keyboard, tty: tty, done: make(chan struct{})}
	g.changed = sync.NewCond(&g.mu)
	g.resize(width)
	if g.before, err = term.GetState(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	// Ends when the pseudo-terminal is closed.
	go g.look()
	t.Cleanup(func() {
		keyboard.WriteString("\n") // ends a Read of the keyboard
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

// resize gives the window another width. The program learns of it with the next signal or when it draws.
func (g *fakeTerminal) resize(width int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.screen.resize(width)
	if err := pty.Setsize(g.keyboard, &pty.Winsize{Rows: 24, Cols: uint16(width)}); err != nil {
		g.t.Fatal(err)
	}
}

func (g *fakeTerminal) look() {
	defer close(g.done)
	buf := make([]byte, 4096)
	for {
		n, err := g.keyboard.Read(buf)
		g.mu.Lock()
		g.raw.Write(buf[:n])
		g.screen.write(buf[:n])
		if len(g.screen.unknown) > 0 {
			g.t.Errorf("the program wrote ESC[%s", g.screen.unknown)
			g.screen.unknown = nil
		}
		g.changed.Broadcast()
		g.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// showsOnly waits until want is all that is on the screen, row by row.
func (g *fakeTerminal) showsOnly(want ...string) {
	g.t.Helper()
	text := strings.Join(want, "\n") + "\n"
	g.until(func() bool { return g.screen.shown() == text }, text)
}

// wait waits until the end of what is on the screen is want, row by row.
func (g *fakeTerminal) wait(want ...string) {
	g.t.Helper()
	text := strings.Join(want, "\n") + "\n"
	g.until(func() bool { return strings.HasSuffix("\n"+g.screen.shown(), "\n"+text) }, text)
}

func (g *fakeTerminal) until(ok func() bool, want string) {
	g.t.Helper()
	over := false
	timer := time.AfterFunc(time.Minute, func() {
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
			g.t.Fatalf("on the screen:\n%s\nwant:\n%s", g.screen.shown(), want)
		}
		g.changed.Wait()
	}
}

// signal sends the program a signal that a terminal would send; the pseudo-terminal does not control this process.
func (g *fakeTerminal) signal(sig syscall.Signal) {
	g.t.Helper()
	if err := syscall.Kill(os.Getpid(), sig); err != nil {
		g.t.Error(err)
	}
}

func (g *fakeTerminal) press(text string) {
	g.t.Helper()
	if _, err := g.keyboard.WriteString(text); err != nil {
		g.t.Error(err)
	}
}

// restored tells whether the terminal is as it was before the program came.
func (g *fakeTerminal) restored() bool {
	now, err := term.GetState(int(g.tty.Fd()))
	if err != nil {
		g.t.Fatal(err)
	}
	return *now == *g.before
}

func (g *fakeTerminal) written() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.raw.String()
}
