//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// atTerminal is a person at a terminal where the client runs.
type atTerminal struct {
	t       *testing.T
	cmd     *exec.Cmd
	tty     *os.File // the pseudo-terminal, as the client has it
	keys    *os.File
	before  *term.State
	mu      sync.Mutex
	changed *sync.Cond
	seen    strings.Builder
	over    bool
}

// startAtTerminal starts the client on a pseudo-terminal; env is added to an environment without settings.
func startAtTerminal(t *testing.T, env []string, args ...string) *atTerminal {
	t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	s := &atTerminal{t: t, keys: keys, tty: tty, cmd: exec.Command("client", args...)}
	s.changed = sync.NewCond(&s.mu)
	if s.before, err = term.GetState(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(keys, &pty.Winsize{Rows: 24, Cols: 100}); err != nil {
		t.Fatal(err)
	}
	s.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TERM=xterm", "LANG=C.UTF-8", noRaceSleep}, env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	// Ends when both sides of the pseudo-terminal are closed.
	go func() {
		defer close(read)
		s.watch()
	}()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.cmd.Wait()
		tty.Close()
		<-read
		keys.Close()
	})
	return s
}

func (s *atTerminal) watch() {
	buf := make([]byte, 4096)
	for {
		n, err := s.keys.Read(buf)
		s.mu.Lock()
		s.seen.Write(buf[:n])
		s.over = err != nil
		s.changed.Broadcast()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

var sequences = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

// written is what the client wrote; text is that without escape sequences.
func (s *atTerminal) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.String()
}

func (s *atTerminal) text() string { return sequences.ReplaceAllString(s.written(), "") }

// sees waits for a text.
func (s *atTerminal) sees(want string) {
	s.t.Helper()
	s.waits(want, func(written string) string { return sequences.ReplaceAllString(written, "") })
}

// seesWritten waits for what may be an escape sequence.
func (s *atTerminal) seesWritten(want string) {
	s.t.Helper()
	s.waits(want, func(written string) string { return written })
}

func (s *atTerminal) waits(want string, view func(written string) string) {
	s.t.Helper()
	late := false
	timer := time.AfterFunc(20*time.Second, func() {
		s.mu.Lock()
		late = true
		s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		text := view(s.seen.String())
		if strings.Contains(text, want) {
			return
		}
		if late || s.over {
			s.t.Fatalf("seen:\n%s\nwant %q", text, want)
		}
		s.changed.Wait()
	}
}

// clear forgets what was seen.
func (s *atTerminal) clear() {
	s.mu.Lock()
	s.seen.Reset()
	s.mu.Unlock()
}

// types waits for a prompt and types.
func (s *atTerminal) types(prompt, text string) {
	s.t.Helper()
	s.sees(prompt)
	s.clear()
	if _, err := io.WriteString(s.keys, text); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the exit code, and checks that the terminal is as it was.
func (s *atTerminal) ends(want int) {
	s.t.Helper()
	err := s.cmd.Wait()
	var exit *exec.ExitError
	got := 0
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		s.t.Fatal(err)
	}
	s.restored()
	if got != want {
		s.t.Errorf("exit code %d, want %d", got, want)
	}
}

// restored checks that the terminal is as it was.
func (s *atTerminal) restored() {
	s.t.Helper()
	now, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		s.t.Fatal(err)
	}
	if *now != *s.before {
		s.t.Error("the terminal is not as it was")
	}
}

func TestAPersonIsAskedForEverything(t *testing.T) {
	s := startAtTerminal(t, nil)
	s.types("Port: ", "abc\r")
	s.types("It must be a number", "9999\r")
	s.types("IP: ", "127.0.0.1\r")
	s.sees("Your IP: 192.0.2.7")
	s.types("Password: ", "wrong\r")
	s.sees("Server response: Password salah! Coba lagi.")
	s.types("Wrong password, try again.", "12345\r")
	s.sees("Username: ")
	if strings.Contains(s.text(), "12345") {
		t.Error("the password is on the screen")
	}
	s.types("Username: ", "rina\r")
	s.types("please enter another one", "juri\r")
	s.sees("Selected username: juri")
	s.sees("Weak: ")
	s.types("juri> ", "hi\r")
	s.sees("> juri: hi")
	s.types("juri> ", "!q\r")
	s.sees("Server: bye bye\r\nYou have left the chat.")
	s.ends(0)
}

func TestIndonesian(t *testing.T) {
	s := startAtTerminal(t, []string{"LC_ALL=id_ID.UTF-8"})
	s.types("Port: ", "8000\r")
	s.types("(y/n) ", "n\r")
	s.types("IP: ", "x\r")
	s.types("IP Address tidak valid, coba lagi", "127.0.0.1\r")
	s.types("Password: ", "12345\r")
	s.types("Username: ", "juri\r")
	s.sees("Username juri berhasil diset!\r\nSelected username: juri")
	s.types("juri> ", "!q\r")
	s.sees("Server: bye bye\r\nAnda telah keluar dari obrolan.")
	s.ends(0)
}

var given = []string{"OBROLAN_SERVER=room", "OBROLAN_PASSWORD=12345", "OBROLAN_USERNAME=juri"}

// What flags and environment give is not asked for; a wrong password and a taken name are no end
// where somebody can be asked.
func TestWhatIsGivenIsNotAskedFor(t *testing.T) {
	s := startAtTerminal(t, given)
	s.types("juri> ", "\x04")
	s.sees("You have left the chat.")
	s.ends(0)
	for _, question := range []string{"Port: ", "IP: \r", "Password: ", "Username: "} {
		if strings.Contains(s.text(), question) {
			t.Errorf("asked %q", question)
		}
	}
	s = startAtTerminal(t, given, "chat", "--password", "wrong", "--username", "rina")
	s.types("Password: ", "12345\r")
	s.types("Username: ", "juri\r")
	s.types("juri> ", "/quit\r")
	s.ends(0)
}

// A terminal that can't move its cursor used to be taken for a pipe, and nothing was asked.
func TestADumbTerminalAsks(t *testing.T) {
	dumb := []string{"TERM=dumb"}
	s := startAtTerminal(t, dumb)
	s.types("Port: ", "abc\n")
	s.types("It must be a number", "9999\n")
	s.types("IP: ", "127.0.0.1\n")
	s.types("Password: ", "wrong\n")
	s.types("Wrong password, try again.", "12345\n")
	s.sees("Username: ")
	if strings.Contains(s.text(), "12345") {
		t.Errorf("the password is on the screen: %q", s.written())
	}
	s.types("Username: ", "juri\n")
	s.sees("Selected username: juri")
	s.types("!q leaves.", "hi\n")
	s.types(" > juri: hi", "/help\n")
	s.types("//text", "!q\n")
	s.sees("Server: bye bye\r\nYou have left the chat.")
	s.ends(0)
	if strings.Contains(s.written(), "\x1b") {
		t.Errorf("an escape sequence is on the screen: %q", s.written())
	}
	for name, at := range map[string]string{"Port": "Port: ", "Password": "Password: "} {
		env := dumb
		if name == "Password" {
			env = append(given[:1:1], dumb...)
		}
		s := startAtTerminal(t, env)
		s.types(at, "\x03")
		s.sees("Interrupted before joining.")
		s.ends(130)
	}
	s = startAtTerminal(t, dumb)
	s.types("Port: ", "\x04")
	s.ends(130)
}

func TestInterrupts(t *testing.T) {
	for _, c := range []struct {
		name, at string
		env      []string
		do       func(*atTerminal)
		code     int
	}{
		{"Ctrl-C at a question", "Port: ", nil, func(s *atTerminal) { io.WriteString(s.keys, "80\x03") }, 130},
		{"Ctrl-C at the password", "Password: ", given[:1], func(s *atTerminal) { io.WriteString(s.keys, "x\x03") }, 130},
		{"Ctrl-D at a question", "Port: ", nil, func(s *atTerminal) { io.WriteString(s.keys, "\x04") }, 130},
		{"Ctrl-C while dialling", "Looking for", []string{"OBROLAN_SERVER=hangs"}, func(s *atTerminal) { io.WriteString(s.keys, "\x03") }, 130},
		{"SIGTERM while dialling", "Looking for", []string{"OBROLAN_SERVER=hangs"}, func(s *atTerminal) { s.cmd.Process.Signal(syscall.SIGTERM) }, 130},
		{"Ctrl-C in the room", "juri> ", given, func(s *atTerminal) { io.WriteString(s.keys, "half a li\x03") }, 0},
		{"Ctrl-D in the room", "juri> ", given, func(s *atTerminal) { io.WriteString(s.keys, "\x04") }, 0},
		{"SIGTERM in the room", "juri> ", given, func(s *atTerminal) { s.cmd.Process.Signal(syscall.SIGTERM) }, 0},
		{"SIGHUP in the room", "juri> ", given, func(s *atTerminal) { s.cmd.Process.Signal(syscall.SIGHUP) }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := startAtTerminal(t, c.env)
			s.sees(c.at)
			c.do(s)
			if c.code == 0 {
				s.sees("Server: bye bye\r\nYou have left the chat.")
			} else {
				s.sees("Interrupted before joining.")
				s.sees("hint: ")
			}
			s.ends(c.code)
		})
	}
}

func TestNoServerEndsTheAsking(t *testing.T) {
	s := startAtTerminal(t, []string{"OBROLAN_SERVER=nobody"})
	s.sees("Nobody answers at nobody:9999.")
	s.ends(5)
	s = startAtTerminal(t, append(given, "OBROLAN_SERVER=dies"))
	s.sees("The server at dies:9999 went silent and did not come back.")
	s.ends(5)
}

// A fault in the program leaves a terminal where its trace can be read.
func TestTerminalAfterAPanic(t *testing.T) {
	s := startAtTerminal(t, append(given[:3:3], "OBROLAN_SERVER=panics"))
	s.types("juri> ", "hi\r")
	s.sees("panic: a fault")
	s.seesWritten("\x1b[?2004l")
	s.ends(2)
}

// A client that is stopped gives the terminal back as it was, also to what it pastes, and takes it again.
func TestTerminalWhileStopped(t *testing.T) {
	s := startAtTerminal(t, given)
	s.types("juri> ", "half")
	s.sees("juri> half")
	s.cmd.Process.Signal(syscall.SIGTSTP)
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(s.cmd.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("stopped: %v, %v", status.Stopped(), err)
	}
	s.restored()
	s.seesWritten("\x1b[?2004l")
	s.clear()
	s.cmd.Process.Signal(syscall.SIGCONT)
	s.sees("juri> half")
	s.seesWritten("\x1b[?2004h")
	s.types("juri> half", "\x15\x1b[200~!q\r!q\r\x1b[201~\r")
	s.sees("> juri: !q")
	s.types("juri> ", "!q\r")
	s.ends(0)
	s.seesWritten("\x1b[?2004l")
}

// Colours and escape sequences are for terminals that want them.
func TestNoColor(t *testing.T) {
	coloured := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for want, env := range map[bool][]string{true: given, false: append(given[:3:3], "NO_COLOR=1")} {
		s := startAtTerminal(t, env)
		s.sees("juri> ")
		io.WriteString(s.keys, "hi\r")
		s.sees("juri: hi")
		if got := coloured.MatchString(s.written()); got != want {
			t.Errorf("with %q colours: %v", env, got)
		}
	}
	s := startAtTerminal(t, append(given[:3:3], "TERM=dumb")) // not even the editor's
	s.sees("Weak: ")
	io.WriteString(s.keys, "hi\n")
	s.sees(" > juri: hi")
	io.WriteString(s.keys, "\x04")
	s.sees("You have left the chat.")
	s.ends(0)
	if strings.Contains(s.written(), "\x1b") {
		t.Errorf("an escape sequence in %q", s.written())
	}
}

// A script that is told to go leaves properly, and does not wait for the end of its input.
func TestSignalOnAPipe(t *testing.T) {
	cmd := exec.Command("client")
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), noRaceSleep}, given...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, "hi\n")
	out.Read(make([]byte, 1)) // it is in the room
	cmd.Process.Signal(syscall.SIGTERM)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 0 {
		t.Errorf("exit code %d", got)
	}
}

// A client that was started to outlive its terminal (nohup) used to end with it.
func TestNohup(t *testing.T) {
	cmd := exec.Command("sh", "-c", "trap '' HUP; exec client")
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), noRaceSleep}, given...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	heard := bufio.NewReader(out)
	for i := range 100 { // a client that ends at the signal does so after a few lines
		io.WriteString(in, "hi\n")
		if line, err := heard.ReadString('\n'); line != "juri: hi\n" {
			t.Fatalf("after %d lines: %q, %v", i, line, err)
		}
		if i == 0 {
			cmd.Process.Signal(syscall.SIGHUP)
		}
	}
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
