package e2e

import (
	"testing"
	"time"
)

// A container that is paused for a moment is still a member afterwards.
func TestPausedClient(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	juri.Pauses()
	budi.Says("juri tidur")
	budi.Sees("budi: juri tidur")
	For(3 * time.Second)
	juri.Resumes()
	juri.Sees("budi: juri tidur") // the kernel kept it
	juri.Says("sudah bangun")
	budi.Sees("juri: sudah bangun")
	budi.HasNotSeen("* juri left")
	juri.HasNotSeen("* away")
}

// A cable that is out for less than 20 s costs nobody the room.
func TestShortCut(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	lab.PullsCable(juri.Sandbox)
	For(12 * time.Second)
	lab.PlugsIn(juri.Sandbox)
	budi.Reaches(juri, "masih ada?")
	juri.Reaches(budi, "masih")
	budi.HasNotSeen("* juri left")
	if n := lab.Server.Times(Action{Event: "join", Name: "juri"}); n != 1 {
		t.Errorf("juri joined %d times", n)
	}
}

// One that is out for more than a minute does: the others are told once, and the client joins again by itself.
func TestLongCut(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	mark, began := lab.Server.Mark(), time.Now()
	lab.PullsCable(juri.Sandbox)
	lab.Server.DidWithin(3*patience, Action{Event: "leave", Name: "juri", Why: "unreachable"})
	budi.Sees("* juri left")
	juri.SeesWithin(3*patience, "* away")
	For(65*time.Second - time.Since(began))
	lab.PlugsIn(juri.Sandbox)
	lab.Server.DidWithinAfter(mark, 3*patience, Action{Event: "join", Name: "juri"})
	juri.SeesWithin(3*patience, "* back")
	juri.Says("aku kembali")
	budi.Sees("juri: aku kembali")
	budi.SeesOnce("* juri left")
	if n := lab.Server.Times(Action{Event: "join", Name: "juri"}); n != 2 {
		t.Errorf("juri joined %d times, not once before and once after", n)
	}
}
