package e2e

import "testing"

// A client whose plug is pulled is noticed, and its leave is announced once. The kernel needs some
// 30 s to find out that a container's address is gone.
func TestKilledClient(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	juri.Kill("SIGKILL")
	lab.Server.DidWithin(2*patience, Action{Event: "leave", Name: "juri", Why: "unreachable"})
	budi.Sees("* juri left")
	mark := lab.Server.Mark()
	again := lab.Try("juri", Password)
	lab.Server.DidAfter(mark, Action{Event: "join", Name: "juri"})
	again.Says("lagi")
	budi.Sees("juri: lagi")
	budi.SeesOnce("* juri left")
}

// A server that is told to end tells the members, and ends with 0; when it comes back they join
// again by themselves.
func TestServerRestart(t *testing.T) {
	t.Parallel()
	for _, signal := range []string{"SIGTERM", "SIGKILL"} {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			lab := Start(t)
			budi, juri := lab.Join("budi"), lab.Join("juri")
			mark := lab.Server.Mark()
			lab.Server.Restart(signal)
			// Whoever speaks notices at once, whoever listens within half a minute.
			juri.Sees("* away")
			juri.Sees("* back")
			lab.Server.DidAfter(mark, Action{Event: "join", Name: "juri"})
			lab.Server.DidWithinAfter(mark, 3*patience, Action{Event: "join", Name: "budi"})
			juri.Says("masih di sini")
			budi.Sees("juri: masih di sini")
			juri.Sees("juri: masih di sini")
		})
	}
}
