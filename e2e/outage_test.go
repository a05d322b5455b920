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

// A member whose cable is unplugged for up to 15 s stays in the room. The outage lasts 12 s, so that the server probes at
// least once during it. If the engine was so slow that it lasted more than 15 s, the server may drop the member, and
// the scenario tries again with another one.
func TestShortCut(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi := lab.Join("budi")
	for _, name := range []string{"juri", "sari", "tono", "wati", "yudi"} {
		member := lab.Join(name)
		began := time.Now()
		lab.PullsCable(member.Sandbox)
		For(12 * time.Second)
		lab.PlugsIn(member.Sandbox)
		if outage := time.Since(began); outage > 15*time.Second {
			t.Logf("the outage of %s lasted %v, which proves nothing", name, outage)
			continue
		}
		budi.Reaches(member, "masih ada?")
		member.Reaches(budi, "masih")
		budi.HasNotSeen("* " + name + " left")
		if n := lab.Server.Times(Action{Event: "join", Name: name}); n != 1 {
			t.Errorf("%s joined %d times", name, n)
		}
		return
	}
	t.Fatal("this machine can't unplug a cable for less than 15 s")
}

// After more than a minute the member has left, which is announced once; the client rejoins by itself.
func TestLongCut(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	budi, juri := lab.Join("budi"), lab.Join("juri")
	mark, began := lab.Server.Mark(), time.Now()
	lab.PullsCable(juri.Sandbox)
	lab.Server.Did(Action{Event: "leave", Name: "juri", Why: "unreachable"})
	budi.Sees("* juri left")
	juri.Sees("* away")
	For(61*time.Second - time.Since(began))
	lab.PlugsIn(juri.Sandbox)
	lab.Server.DidAfter(mark, Action{Event: "join", Name: "juri"})
	juri.Sees("* back")
	juri.Says("aku kembali")
	budi.Sees("juri: aku kembali")
	budi.SeesOnce("* juri left")
	if n := lab.Server.Times(Action{Event: "join", Name: "juri"}); n != 2 {
		t.Errorf("juri joined %d times, not once before and once after", n)
	}
}
