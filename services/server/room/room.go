package room

import (
	"errors"
	"time"
)

// Errors of a Room; errors about a name wrap ErrName.
var (
	ErrTaken  = errors.New("the name is taken")
	ErrFull   = errors.New("the room is full")
	ErrSeated = errors.New("the address has a name already")
	ErrNotIn  = errors.New("the address has no name yet")
)

// ReserveFor is how long a name is kept for a member that was told that it is available: an
// original client takes that answer for granted and does not look at a later refusal.
const ReserveFor = 5 * time.Second

// MaxPassword is how long a room's password can be, in code points, and thus how much of what
// a peer sends as one is looked at.
const MaxPassword = 128

// Config is what a Room starts with.
type Config struct {
	MaxMembers int
	LastSeq    uint64 // the sequence number at which the room's history ended; 0 where there is none
	Owners     Owners // nil: names that are taken are kept in memory
}

// claim is one name and its holder: reserved until a time, or seated.
type claim struct {
	holder Member
	name   Name
	until  time.Time // of a reservation
	seat   int       // index in Room.seats; −1 for a reservation
}

func (c *claim) seated() bool { return c.seat >= 0 }

// Room is the room. Not safe for concurrent use: one loop owns it.
type Room struct {
	max    int
	owners Owners
	seats  []*claim // in no order
	byName map[string]*claim
	byWho  map[Member]*claim
	event  Event // reused: members must not keep it
}

// New returns an empty room.
func New(cfg Config) *Room {
	if cfg.Owners == nil {
		cfg.Owners = memoryOwners{}
	}
	return &Room{max: cfg.MaxMembers, owners: cfg.Owners, event: Event{Seq: cfg.LastSeq},
		byName: make(map[string]*claim), byWho: make(map[Member]*claim)}
}

// Seq returns the sequence number of the last event: of what a method has just told the members.
func (r *Room) Seq() uint64 { return r.event.Seq }

// Len returns how many members are seated.
func (r *Room) Len() int { return len(r.seats) }

// Name returns the name that a member is seated under.
func (r *Room) Name(m Member) (Name, bool) {
	c := r.byWho[m]
	if c == nil || !c.seated() {
		return Name{}, false
	}
	return c.name, true
}

// Reserve keeps a name for m until ReserveFor has passed, and gives back what m had
// reserved before. It returns an error that wraps ErrName, or ErrTaken, ErrOwned, ErrFull or ErrSeated.
func (r *Room) Reserve(now time.Time, m Member, text string) error {
	name, err := r.free(now, m, text)
	if err != nil {
		return err
	}
	r.Forget(m)
	r.put(&claim{holder: m, name: name, until: now.Add(ReserveFor), seat: -1})
	return nil
}

// Join seats m under a name, and tells everybody else. It returns how many were told. A name that belongs to
// nobody becomes that of m's owner. Errors are those of Reserve and of Owners.Give; a member that is seated
// already stays seated.
func (r *Room) Join(now time.Time, m Member, text string) (told int, err error) {
	name, err := r.free(now, m, text)
	if err != nil {
		return 0, err
	}
	if o := m.Owner(); o != Guest && r.owners.Of(name) == Guest {
		if err := r.owners.Give(name, o); err != nil {
			return 0, err
		}
	}
	r.Forget(m)
	c := &claim{holder: m, name: name, seat: len(r.seats)}
	r.put(c)
	r.seats = append(r.seats, c)
	return r.tell(now, Event{Kind: Joined, Name: name.String()}, m), nil
}

// Say tells everybody, m included, what m says, and returns how many were told. It returns ErrNotIn
// where m has no seat. The line is passed on as it is: the protocol that knows what it means makes it safe.
func (r *Room) Say(now time.Time, m Member, line Line) (told int, err error) {
	name, ok := r.Name(m)
	if !ok {
		return 0, ErrNotIn
	}
	return r.tell(now, Event{Kind: Said, Name: name.String(), Line: line}, nil), nil
}

// Leave frees the seat or the reservation of m. Where it was a seat, everybody else is
// told; ok says so.
func (r *Room) Leave(now time.Time, m Member, why Reason) (told int, ok bool) {
	c := r.byWho[m]
	if c == nil || !c.seated() {
		r.Forget(m)
		return 0, false
	}
	last := r.seats[len(r.seats)-1]
	r.seats[c.seat], last.seat = last, c.seat
	r.seats[len(r.seats)-1] = nil
	r.seats = r.seats[:len(r.seats)-1]
	r.drop(c)
	return r.tell(now, Event{Kind: Left, Name: c.name.String(), Why: why}, nil), true
}

// Forget gives back what m has reserved. It does nothing to a member that is seated.
func (r *Room) Forget(m Member) {
	if c := r.byWho[m]; c != nil && !c.seated() {
		r.drop(c)
	}
}

// free tells whether m may take a name now, and clears an expired reservation out of its way.
func (r *Room) free(now time.Time, m Member, text string) (Name, error) {
	name, err := ParseName(text)
	if err != nil {
		return Name{}, err
	}
	if c := r.byWho[m]; c != nil && c.seated() {
		return Name{}, ErrSeated
	}
	if c := r.byName[name.key]; c != nil && c.holder != m {
		if c.seated() || now.Before(c.until) {
			return Name{}, ErrTaken
		}
		r.drop(c)
	}
	if o := r.owners.Of(name); o != Guest && o != m.Owner() {
		return Name{}, ErrOwned
	}
	if len(r.seats) >= r.max {
		return Name{}, ErrFull
	}
	return name, nil
}

func (r *Room) put(c *claim) { r.byName[c.name.key], r.byWho[c.holder] = c, c }

func (r *Room) drop(c *claim) {
	delete(r.byName, c.name.key)
	delete(r.byWho, c.holder)
}

// tell numbers an event and hands it to everybody but one.
func (r *Room) tell(now time.Time, e Event, but Member) (told int) {
	e.Seq, e.At = r.event.Seq+1, now
	r.event = e
	for _, c := range r.seats {
		if c.holder != but {
			c.holder.Deliver(&r.event)
			told++
		}
	}
	return told
}
