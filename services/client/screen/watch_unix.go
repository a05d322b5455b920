//go:build unix

package screen

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// watch draws the row anew when the window has another size, and sets raw mode again when
// the process continues after it was stopped, as shells change the mode.
func (s *Terminal) watch() {
	defer s.running.Done()
	defer s.restoreOnPanic()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGCONT)
	defer signal.Stop(signals)
	for {
		select {
		case sig := <-signals:
			s.mu.Lock()
			if sig == syscall.SIGCONT {
				term.MakeRaw(int(s.in.Fd()))
			}
			s.write(s.row())
			s.mu.Unlock()
		case <-s.done:
			return
		}
	}
}
