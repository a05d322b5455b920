package e2e

import (
	"sync"
	"testing"
)

// A name that is taken, also one that only looks the same, is refused; a script ends with 4.
func TestTakenName(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	for _, name := range []string{"juri", "JURI", "ｊｕｒｉ"} {
		lab.Try(name, Password).Exits(4)
	}
	juri.Says("sendirian")
	lab.Server.Did(Action{Event: "say", Text: "sendirian", To: 1})
	if n := lab.Server.Times(Action{Event: "join"}); n != 1 {
		t.Errorf("%d joins", n)
	}
}

// At a terminal the name is asked for again.
func TestTakenNameIsAskedAgain(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Join("juri")
	second := lab.AtTerminal("second", map[string]string{"OBROLAN_PASSWORD": Password})
	second.Sees("Username:")
	second.Types("juri\r")
	second.Sees("Username unavailable")
	second.Types("budi\r")
	lab.Server.Did(Action{Event: "join", Name: "budi"})
	juri.Sees("* budi joined")
}

// Of several clients that ask for one name at the same time, one gets it. All have reached the question before any
// answers it.
func TestTakersOfOneNameAtOnce(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	const takers = 4
	var all []*Member
	for range takers {
		m := lab.AtTerminal("taker", map[string]string{"OBROLAN_PASSWORD": Password})
		m.Sees("Username:")
		all = append(all, m)
	}
	var answers sync.WaitGroup
	for _, m := range all {
		answers.Go(func() { m.Types("kembar\r") })
	}
	answers.Wait()
	refused := 0
	for _, m := range all {
		if m.SeesEither("Selected username: kembar", "Username unavailable") == 1 {
			refused++
		}
	}
	lab.Server.Did(Action{Event: "join", Name: "kembar"}) // the log may be a moment behind
	if joins := lab.Server.Times(Action{Event: "join"}); joins != 1 || refused != takers-1 {
		t.Errorf("%d joined and %d were refused, of %d", joins, refused, takers)
	}
}
