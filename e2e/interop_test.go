package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// An independent client with the originals' habits (SIGNUP twice, 1,024-byte reads) joins our server once, talks with
// our client, and leaves once.
func TestInteropPythonClient(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	budi := lab.PythonClient("budi", "--primes", "400-500") // n large enough for the emoji
	budi.Did(peerEvent{Event: "joined"})
	budi.Says("halo dari Python 🙂")
	juri.Sees("budi: halo dari Python 🙂")
	budi.Sees("budi: halo dari Python 🙂")
	juri.Says("halo dari Go")
	budi.Sees("juri: halo dari Go")
	// A line whose cipher text comes in several pieces.
	long := strings.Repeat("panjang sekali ", 9)
	juri.Says(long)
	budi.Sees("juri: " + strings.TrimSpace(long))
	budi.Says("!q")
	budi.Did(peerEvent{Event: "bye"})
	budi.Exits(0)
	juri.Sees("* budi left")
	juri.SeesOnce("* budi joined")
	if n := budi.Times(peerEvent{Event: "garbled"}); n > 0 {
		t.Errorf("%d lines came garbled\n%s", n, budi.printed)
	}
}

// Repeated datagrams, a wrong password first, a missing check: such a client joins all the same.
func TestInteropPythonClientInTrouble(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	for i, trouble := range [][]string{{"--repeat-keys"}, {"--dup"}, {"--wrong-first", "salah"}, {"--no-check"}} {
		name := fmt.Sprintf("peer%d", i)
		peer := lab.PythonClient(name, trouble...)
		peer.Did(peerEvent{Event: "joined"})
		peer.Says("halo")
		juri.Sees(name + ": halo")
		peer.Says("!q")
		peer.Exits(0)
		juri.Sees("* " + name + " left")
		juri.SeesOnce("* " + name + " joined")
	}
}

// A client that ignores a refused SET_USERNAME can't speak under the name of another; nor can one that
// writes another name before its text.
func TestInteropForgedNames(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	forger := lab.PythonClient("maling", "--forge-name", "juri")
	forger.Did(peerEvent{Event: "joined"})
	forger.Says("aku juri")
	forger.Did(peerEvent{Event: "sent"})
	lab.Server.Did(Action{Event: "drop", Name: "maling", Msg: "another name"})
	juri.Says("bukan aku")
	forger.Sees("juri: bukan aku")
	juri.Sees("juri: bukan aku")
	juri.HasNotSeen("juri: aku juri")
}

// A client that ends without LEAVE_TAG on a running host is dropped at once, because its port is closed.
func TestInteropVanishedClient(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	ghost := lab.PythonClient("hantu", "--vanish")
	ghost.Did(peerEvent{Event: "joined"})
	ghost.Says("!q")
	ghost.Exits(0)
	lab.Server.Did(Action{Event: "leave", Name: "hantu"})
	juri.Sees("* hantu left")
	lab.PythonClient("hantu").Did(peerEvent{Event: "joined"})
}

// Our client talks to an independent server that has all the originals' faults.
func TestInteropPythonServer(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	server, address := lab.PythonServer("--primes", "400-500") // n large enough for the emoji
	juri := lab.MemberOf(address, "juri")
	server.Did(peerEvent{Event: "set", Name: "juri"})
	budi := lab.MemberOf(address, "budi")
	budi.Says("halo")
	juri.Sees("budi: halo")
	budi.Sees("budi: halo")
	juri.Says("halo juga 🙂")
	budi.Sees("juri: halo juga 🙂")
	lab.TryAt(address, "budi", Password).Exits(4)
	lab.TryAt(address, "sari", "salah").Exits(3)
	budi.Leaves()
	juri.Sees("* budi left")
	// A long line goes as several messages, each within what an original reads.
	long := strings.Repeat("kata ", 120)
	juri.Says(long)
	juri.EndsInput()
	juri.Exits(0)
	if n := server.Times(peerEvent{Event: "malformed"}); n > 0 {
		t.Errorf("%d malformed datagrams\n%s", n, server.printed)
	}
	words := 0
	for _, line := range juri.printed.Lines() {
		if strings.HasPrefix(line, "juri: kata") {
			words += strings.Count(line, "kata")
		}
	}
	if words != 120 {
		t.Errorf("%d of 120 words came back\n%s", words, juri.printed)
	}
}

// Each answer during the join is lost once; our client joins all the same.
func TestInteropLostAnswers(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	for nth := 1; nth <= 4; nth++ {
		server, address := lab.PythonServer("--drop-answer", fmt.Sprint(nth))
		juri := lab.MemberOf(address, "juri")
		juri.Says("halo")
		juri.Sees("juri: halo")
		server.Did(peerEvent{Event: "answer_dropped"})
		juri.Leaves()
		server.Stops()
	}
}

// A server with small keys can't carry every character: the client names the one it can't send.
func TestInteropSmallKeys(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	_, address := lab.PythonServer("--primes", "100-150")
	juri := lab.MemberOf(address, "juri")
	juri.Says("halo 🙂")
	juri.SeesPart("🙂")
	juri.Says("halo saja")
	juri.Sees("juri: halo saja")
	juri.HasNotSeen("juri: halo 🙂")
}
