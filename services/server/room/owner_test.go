package room

import (
	"errors"
	"testing"
	"time"
)

func TestANameStaysItsOwnersWhileItIsAway(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := New(Config{MaxMembers: 10})
	juri, other, guest := &listener{owner: "key of juri"}, &listener{owner: "another key"}, new(listener)
	if _, err := r.Join(now, juri, "juri"); err != nil {
		t.Fatal(err)
	}
	r.Leave(now, juri, Quit)
	for _, m := range []*listener{other, guest} {
		if err := r.Reserve(now, m, "JURI"); !errors.Is(err, ErrOwned) {
			t.Errorf("owner %q reserves the name of another: %v", m.owner, err)
		}
		if _, err := r.Join(now, m, "juri"); !errors.Is(err, ErrOwned) {
			t.Errorf("owner %q takes the name of another: %v", m.owner, err)
		}
	}
	if _, err := r.Join(now, &listener{owner: "key of juri"}, "juri"); err != nil {
		t.Errorf("the owner's next session is refused: %v", err)
	}
}

func TestAGuestsNameIsFreeAgain(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := New(Config{MaxMembers: 10})
	guest := new(listener)
	r.Join(now, guest, "juri")
	r.Leave(now, guest, Quit)
	if _, err := r.Join(now, &listener{owner: "a key"}, "juri"); err != nil {
		t.Error(err)
	}
}

// fullOwners can't store another name.
type fullOwners struct{ memoryOwners }

var errDisk = errors.New("the disk is full")

func (fullOwners) Give(Name, Owner) error { return errDisk }

func TestANameThatCanNotBeStoredSeatsNobody(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := New(Config{MaxMembers: 10, Owners: fullOwners{memoryOwners{}}})
	if _, err := r.Join(now, &listener{owner: "a key"}, "juri"); !errors.Is(err, errDisk) || r.Len() != 0 {
		t.Errorf("error %v, %d members", err, r.Len())
	}
	if _, err := r.Join(now, new(listener), "juri"); err != nil {
		t.Errorf("the name is not free for a guest: %v", err)
	}
}

func TestEventsGoOnWhereHistoryEnded(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := New(Config{MaxMembers: 10, LastSeq: 41})
	a := new(listener)
	r.Join(now, a, "a")
	line := Line{ID: LineID{1, 2}, Text: "halo", Body: []byte{0, 1}}
	r.Say(now, a, line)
	e := a.heard[0]
	if e.Seq != 43 || r.Seq() != 43 {
		t.Errorf("the line has number %d, the room says %d; want 43 after a join", e.Seq, r.Seq())
	}
	if e.ID != line.ID || e.Text != line.Text || string(e.Body) != string(line.Body) {
		t.Errorf("got %+v", e.Line)
	}
}
