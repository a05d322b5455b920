package e2e

import (
	"testing"
	"time"
)

// The server notices a client that was killed, and announces its leave once. The kernel needs some 30 s to find out
// that a container's address is gone.
func TestKilledClient(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	juri.Kill("SIGKILL")
	lab.Server.Did(Action{Event: "leave", Name: "juri", Why: "unreachable"})
	budi.Sees("* juri left")
	mark := lab.Server.Mark()
	again := lab.Try("juri", Password)
	lab.Server.DidAfter(mark, Action{Event: "join", Name: "juri"})
	again.Says("lagi")
	budi.Sees("juri: lagi")
	budi.SeesOnce("* juri left")
}

// stopGrace is how long Docker waits by default for a container to end before it kills it.
const stopGrace = 10 * time.Second

// A server that is stopped tells the members, and ends with 0 before Docker would kill it. The members rejoin by
// themselves when it is back.
func TestServerStops(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	mark := lab.Server.Mark()
	lab.Server.Stops("SIGTERM", 0, stopGrace)
	budi.Sees("* server: Server berhenti.")
	juri.Sees("* server: Server berhenti.")
	lab.Server.Starts()
	comeBack(lab, mark, budi, juri)
}

// A server that is killed says nothing. Its members notice, and rejoin.
func TestServerIsKilled(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	mark := lab.Server.Mark()
	lab.Server.Stops("SIGKILL", 137, patience)
	lab.Server.Starts()
	comeBack(lab, mark, budi, juri)
}

// comeBack waits until both have joined again, and checks that they can talk.
func comeBack(lab *Lab, mark int, budi, juri *Member) {
	lab.t.Helper()
	for _, m := range []*Member{budi, juri} {
		m.Sees("* away")
		m.Sees("* back")
		lab.Server.DidAfter(mark, Action{Event: "join", Name: m.Name})
	}
	juri.Says("masih di sini")
	budi.Sees("juri: masih di sini")
	juri.Sees("juri: masih di sini")
}
