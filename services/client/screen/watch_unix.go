//go:build unix

package screen

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

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
		for {
			select {
			case sig := <-signals:
				s.signalled(sig)
			case <-s.done:
				return
			}
		}
	}()
}

func (s *Terminal) signalled(sig os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch sig {
	case syscall.SIGTSTP:
		text := ""
		if s.row.drawn {
			text = s.row.erase(s.width())
		}
		s.write(text + pasteOff)
		term.Restore(int(s.in.Fd()), s.cooked)
		syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		fallthrough // a process that can't be stopped, as the first one of a container, goes on
	case syscall.SIGCONT:
		term.MakeRaw(int(s.in.Fd()))
		s.write(pasteOn + s.redraw())
	default:
		s.write(s.redraw())
	}
}
