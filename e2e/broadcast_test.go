package e2e

import "testing"

// What one says, everybody gets, the sender too.
func TestBroadcast(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri, budi, sari := lab.Join("juri"), lab.Join("budi"), lab.Join("sari")
	juri.Says("halo semuanya")
	for _, m := range []*Member{juri, budi, sari} {
		m.Sees("juri: halo semuanya")
	}
	lab.Server.Did(Action{Event: "say", Name: "juri", Text: "halo semuanya", To: 3})
	sari.Says("halo juri, apa kabar? 🙂")
	for _, m := range []*Member{juri, budi, sari} {
		m.Sees("sari: halo juri, apa kabar? 🙂")
		m.SeesOnce("juri: halo semuanya")
	}
}

// Whoever comes in is announced once, and to the others alone.
func TestJoinIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	budi := lab.Join("budi")
	budi.Says("halo")
	juri.Sees("budi: halo")
	juri.SeesOnce("* budi joined")
	budi.Sees("budi: halo")
	budi.HasNotSeen("* budi joined")
}
