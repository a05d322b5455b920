package classic

import (
	"bufio"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"obrolan/shared/chat"
)

// servePeer starts the independent server of e2e/peers, which behaves as an original does, and returns its address.
func servePeer(t *testing.T, args ...string) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to run the independent server with")
	}
	cmd := exec.Command(python, append([]string{"../../../e2e/peers/classic_server.py"}, args...)...)
	stdin, err := cmd.StdinPipe() // the server ends when this closes
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatal("the independent server says nothing")
	}
	port, ok := strings.CutPrefix(lines.Text(), "listening ")
	if !ok {
		t.Fatalf("the independent server says %q", lines.Text())
	}
	go func() { // ends with the server
		for lines.Scan() {
		}
	}()
	return "127.0.0.1:" + port
}

// TestIndependentOriginal joins, talks and leaves, while the server swallows one of its answers.
func TestIndependentOriginal(t *testing.T) {
	for n := range 6 {
		t.Run(fmt.Sprintf("answer %d lost", n), func(t *testing.T) {
			t.Parallel()
			var args []string
			if n > 0 {
				args = []string{"--drop-answer", fmt.Sprint(n)}
			}
			addr := servePeer(t, args...)
			juri := join(t, addr, "juri")
			budi := join(t, addr, "budi")
			for range 2 { // at SET_USERNAME and at SIGNUP_TAG
				if e := next(t, juri, chat.Joined); e.Name != "budi" {
					t.Errorf("event %+v", e)
				}
			}
			text := strings.TrimSpace(strings.Repeat("selamat pagi, apa kabar? ", 20))
			if err := budi.Say(t.Context(), text); err != nil {
				t.Fatal(err)
			}
			if err := budi.Settle(soon(t)); err != nil {
				t.Errorf("Settle: %v", err)
			}
			var heard string
			for len(heard) < len(text) {
				heard += next(t, juri, chat.Said).Text
			}
			if heard != text {
				t.Errorf("heard %q", heard)
			}
			if err := budi.Leave(soon(t)); err != nil {
				t.Errorf("Leave: %v", err)
			}
			if e := next(t, juri, chat.Left); e.Name != "budi" {
				t.Errorf("event %+v", e)
			}
		})
	}
}
