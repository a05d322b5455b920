package e2e

import "testing"

// A leave is announced once, and the name is free again.
func TestLeave(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri, budi := lab.Join("juri"), lab.Join("budi")
	juri.Leaves()
	mark := lab.Server.Mark()
	again := lab.Try("juri", Password)
	lab.Server.DidAfter(mark, Action{Event: "join", Name: "juri"})
	again.Says("ini aku lagi")
	budi.Sees("juri: ini aku lagi")
	budi.SeesOnce("* juri left")
	if n := lab.Server.Times(Action{Event: "leave", Name: "juri"}); n != 1 {
		t.Errorf("%d leaves in the log", n)
	}
}

// A script leaves at the end of its input, after its lines have come back.
func TestEndOfInputLeaves(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi := lab.Join("budi")
	juri := lab.Join("juri")
	juri.Says("satu")
	juri.Says("dua")
	juri.EndsInput()
	juri.Exits(0)
	juri.Sees("juri: dua")
	budi.Sees("juri: dua")
	budi.Sees("* juri left")
}
