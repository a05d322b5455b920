//go:build unix

package screen

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// unstopped is how long a stop is waited for. The first process of a container can't be stopped: it goes on.
const unstopped = time.Second

// watch draws the row again when the window has another size. When the process is asked to stop it
// gives the terminal back first, and takes it again when it continues, as shells change the mode meanwhile.
// It returns at once; what it starts ends with Close.
func (s *Terminal) watch() {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGTSTP, syscall.SIGCONT)
	s.running.Add(1)
	// Ends with Close.
	go func() {
		defer s.running.Done()
		defer s.restoreOnPanic()
		defer signal.Stop(signals)
		var running <-chan time.Time
		for {
			select {
			case sig := <-signals:
				switch sig {
				case syscall.SIGTSTP:
					s.giveBack()
					// Other threads run on for a moment, this one perhaps too.
					syscall.Kill(os.Getpid(), syscall.SIGSTOP)
					running = time.After(unstopped)
				case syscall.SIGCONT:
					s.takeAgain()
				default:
					s.resized()
				}
			case <-running:
				s.takeAgain()
			case <-s.done:
				return
			}
		}
	}()
}

func (s *Terminal) giveBack() {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := ""
	if s.row.drawn {
		text = s.row.erase(s.width())
	}
	s.write(text + pasteOff)
	s.flush()
	term.Restore(int(s.in.Fd()), s.cooked)
}

func (s *Terminal) takeAgain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	term.MakeRaw(int(s.in.Fd()))
	s.write(pasteOn + s.redraw())
}

func (s *Terminal) resized() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write(s.redraw())
}
