//go:build unix

package screen

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// watch draws the row anew when the window has another size, and sets raw mode again when
// the process continues after it was stopped, as shells change the mode. It returns at once; what it
// starts ends with Close.
func (s *Terminal) watch() {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGCONT)
	s.running.Add(1)
	// Ends with Close.
	go func() {
		defer s.running.Done()
		defer s.restoreOnPanic()
		defer signal.Stop(signals)
		for {
			select {
			case sig := <-signals:
				s.redraw(sig == syscall.SIGCONT)
			case <-s.done:
				return
			}
		}
	}()
}

func (s *Terminal) redraw(rawAgain bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if rawAgain {
		term.MakeRaw(int(s.in.Fd()))
	}
	s.write(s.row())
}
