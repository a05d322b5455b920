package room

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// listener is a member that keeps what it hears.
type listener struct {
	id    int
	heard []Event
	owner Owner
}

func (l *listener) Owner() Owner { return l.owner }

func (l *listener) Deliver(e *Event) { l.heard = append(l.heard, *e) }

func (l *listener) take() (lines []string) {
	for _, e := range l.heard {
		switch e.Kind {
		case Said:
			lines = append(lines, e.Name+": "+e.Text)
		case Joined:
			lines = append(lines, "+"+e.Name)
		case Left:
			lines = append(lines, "-"+e.Name)
		}
	}
	l.heard = nil
	return lines
}

func TestOneOfTwoTakersWins(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := New(Config{MaxMembers: 10})
	a, b := new(listener), new(listener)
	if err := r.Reserve(now, a, "juri"); err != nil {
		t.Fatal(err)
	}
	if err := r.Reserve(now, b, "JURI"); !errors.Is(err, ErrTaken) {
		t.Errorf("the second taker gets %v", err)
	}
	if _, err := r.Join(now, b, "juri"); !errors.Is(err, ErrTaken) {
		t.Errorf("the second taker joins: %v", err)
	}
	if _, err := r.Join(now.Add(ReserveFor), b, "juri"); err != nil {
		t.Errorf("after the reservation the second taker gets %v", err)
	}
	if _, err := r.Join(now.Add(ReserveFor), a, "juri"); !errors.Is(err, ErrTaken) {
		t.Errorf("the first taker, too late, gets %v", err)
	}
}

func TestForgetGivesBackAReservationAndNoSeat(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := New(Config{MaxMembers: 10})
	a, b := new(listener), new(listener)
	r.Reserve(now, a, "juri")
	r.Forget(a)
	if _, err := r.Join(now, b, "juri"); err != nil {
		t.Error(err)
	}
	r.Forget(b)
	if n, ok := r.Name(b); !ok || n.String() != "juri" {
		t.Error("a seated member was forgotten")
	}
}

// TestRoomAgainstAModel plays random calls against a room and against a map, and holds that no two
// members share a name, and that everybody hears of every join, line and leave exactly once.
func TestRoomAgainstAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const most = 4
		now := time.Unix(1_700_000_000, 0)
		r := New(Config{MaxMembers: most})
		people := make([]*listener, 6)
		for i := range people {
			people[i] = &listener{id: i}
		}
		seated := make(map[*listener]string) // to the folded name
		kept := make(map[string]keeping)
		pick := rapid.SampledFrom(people)
		name := rapid.SampledFrom([]string{"ani", "ANI", "ａｎｉ", "budi", "Budi", "cici", "a:b", "", "server"})
		tell := func(line string, but *listener) {
			for p := range seated {
				want := []string{line}
				if p == but {
					want = nil
				}
				if got := p.take(); strings.Join(got, "|") != strings.Join(want, "|") {
					t.Fatalf("%d heard %q, want %q", p.id, got, want)
				}
			}
		}
		free := func(p *listener, n string) error {
			key := fold(n)
			switch k, ok := kept[key]; {
			case key == "":
				return ErrName
			case seated[p] != "":
				return ErrSeated
			case ok && k.by != p && now.Before(k.until):
				return ErrTaken
			}
			for _, other := range seated {
				if other == key {
					return ErrTaken
				}
			}
			if len(seated) == most {
				return ErrFull
			}
			return nil
		}
		release := func(p *listener) {
			for key, k := range kept {
				if k.by == p {
					delete(kept, key)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"wait": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(1, 4000).Draw(t, "ms")) * time.Millisecond)
			},
			"reserve": func(t *rapid.T) {
				p, n := pick.Draw(t, "who"), name.Draw(t, "name")
				want, err := free(p, n), r.Reserve(now, p, n)
				if !errors.Is(err, want) {
					t.Fatalf("%d reserves %q: %v, want %v", p.id, n, err, want)
				}
				if err == nil {
					release(p)
					kept[fold(n)] = keeping{p, now.Add(ReserveFor)}
				}
			},
			"join": func(t *rapid.T) {
				p, n := pick.Draw(t, "who"), name.Draw(t, "name")
				want := free(p, n)
				told, err := r.Join(now, p, n)
				if !errors.Is(err, want) {
					t.Fatalf("%d joins as %q: %v, want %v", p.id, n, err, want)
				}
				if err == nil {
					release(p)
					seated[p] = fold(n)
					tell("+"+n, p)
					if told != len(seated)-1 {
						t.Fatalf("%d told of %d", told, len(seated)-1)
					}
				}
			},
			"say": func(t *rapid.T) {
				p := pick.Draw(t, "who")
				told, err := r.Say(now, p, Line{Text: "x"})
				held, in := r.Name(p)
				if in != (seated[p] != "") || in == errors.Is(err, ErrNotIn) || told != len(seated) && in {
					t.Fatalf("%d says to %d: %v", p.id, told, err)
				}
				if in {
					tell(held.String()+": x", nil)
				}
			},
			"leave": func(t *rapid.T) {
				p := pick.Draw(t, "who")
				held, _ := r.Name(p)
				_, ok := r.Leave(now, p, Quit)
				if ok != (seated[p] != "") {
					t.Fatalf("%d leaves: %v", p.id, ok)
				}
				delete(seated, p)
				release(p)
				if ok {
					tell("-"+held.String(), nil)
				}
			},
			"": func(t *rapid.T) {
				for _, p := range people {
					if seated[p] == "" && len(p.heard) > 0 {
						t.Fatalf("%d is not in and hears %q", p.id, p.take())
					}
				}
				if err := r.sound(); err != nil || r.Len() != len(seated) {
					t.Fatalf("%v; %d seated, want %d", err, r.Len(), len(seated))
				}
			},
		})
	})
}

// keeping is a reservation in the model.
type keeping struct {
	by    *listener
	until time.Time
}

// fold is the model's idea of a name's key.
func fold(n string) string {
	switch n {
	case "ani", "ANI", "ａｎｉ":
		return "ani"
	case "budi", "Budi":
		return "budi"
	case "cici":
		return "cici"
	}
	return ""
}

// sound checks that the room's three indexes agree.
func (r *Room) sound() error {
	if len(r.byName) != len(r.byWho) {
		return fmt.Errorf("%d names, %d holders", len(r.byName), len(r.byWho))
	}
	seats := 0
	for key, c := range r.byName {
		if c.name.key != key || r.byWho[c.holder] != c {
			return fmt.Errorf("the claim on %q is not its holder's", key)
		}
		if c.seated() {
			seats++
			if r.seats[c.seat] != c {
				return fmt.Errorf("%q sits elsewhere", key)
			}
		}
	}
	if seats != len(r.seats) {
		return fmt.Errorf("%d seats, %d seated", len(r.seats), seats)
	}
	return nil
}

func TestEventsAreNumberedWithoutAGap(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := New(Config{MaxMembers: 10})
	a, b := new(listener), new(listener)
	r.Join(now, a, "a")
	r.Join(now, b, "b")
	r.Say(now, a, Line{Text: "x"})
	r.Leave(now, b, Idle)
	for i, e := range a.heard {
		if e.Seq != uint64(i+2) || !e.At.Equal(now) { // its own join was 1
			t.Errorf("event %d has number %d", i, e.Seq)
		}
	}
	if last := a.heard[len(a.heard)-1]; last.Kind != Left || last.Why != Idle {
		t.Errorf("the leave says %+v", last)
	}
}
