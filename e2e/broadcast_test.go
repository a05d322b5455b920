package e2e

import (
	"strings"
	"testing"
)

// Each line reaches every member, its sender included.
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

// A join is announced once, and only to the other members.
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

// A line longer than a datagram arrives as several messages, complete and in order. Text in other scripts arrives unchanged.
func TestLongAndForeignLines(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri, budi := lab.Join("juri"), lab.Join("budi")
	var words []string
	for i := range 200 {
		words = append(words, "kata"+string(rune('a'+i%26)))
	}
	juri.Says(strings.Join(words, " "))
	foreign := "こんにちは – здравствуйте – مرحبا – नमस्ते – 🙂👩‍💻"
	juri.Says(foreign)
	for _, m := range []*Member{budi, juri} {
		m.Sees("juri: " + foreign)
		var got []string
		for _, line := range m.printed.Lines() {
			if rest, ok := strings.CutPrefix(line, "juri: kata"); ok {
				got = append(got, strings.Fields("kata"+rest)...)
			}
		}
		if strings.Join(got, " ") != strings.Join(words, " ") {
			t.Errorf("%s got %d of %d words in order\n%s", m.Name, len(got), len(words), m.printed)
		}
	}
}
