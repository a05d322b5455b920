package room

import (
	"errors"
	"time"
)

// Errors of a Room. Errors about a name wrap ErrName.
var (
	ErrTaken  = errors.New("the name is taken")
	ErrFull   = errors.New("the room is full")
	ErrSeated = errors.New("the address has a name already")
	ErrNotIn  = errors.New("the address has no name yet")
)

// ReserveFor is how long a name stays reserved after the answer that it is available. An original client relies on that
// answer and ignores a later refusal.
const ReserveFor = 5 * time.Second

// MaxPassword is the maximum length of a room's password in code points. The server examines no more than that of a
// password that it receives.
const MaxPassword = 128

// Config configures a Room.
type Config struct {
	MaxMembers int
	LastSeq    uint64 // the last sequence number of the room's history; 0 if there is none
	Owners     Owners // nil: the room keeps owners in memory
}

// claim binds a name to its holder, as a reservation or a seat.
type claim struct {
	holder Member
	name   Name
	until  time.Time // end of a reservation
	seat   int       // index in Room.seats; -1 for a reservation
}

func (c *claim) seated() bool { return c.seat >= 0 }

// Room is a chat room. It is not safe for concurrent use: one loop owns it.
type Room struct {
	max    int
	owners Owners
	seats  []*claim // unordered
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

// Seq returns the sequence number of the last event.
func (r *Room) Seq() uint64 { return r.event.Seq }

// Len returns the number of seated members.
func (r *Room) Len() int { return len(r.seats) }

// Name returns the name of a seated member.
func (r *Room) Name(m Member) (Name, bool) {
	c := r.byWho[m]
	if c == nil || !c.seated() {
		return Name{}, false
	}
	return c.name, true
}

// Reserve reserves a name for m for ReserveFor and frees m's earlier reservation. It returns an error that wraps ErrName,
// or ErrTaken, ErrOwned, ErrFull or ErrSeated.
func (r *Room) Reserve(now time.Time, m Member, text string) error {
	name, err := r.free(now, m, text)
	if err != nil {
		return err
	}
	r.Forget(m)
	r.put(&claim{holder: m, name: name, until: now.Add(ReserveFor), seat: -1})
	return nil
}

// Join seats m under a name and delivers Joined to all others; told is how many they are. A name without owner becomes
// that of m's owner. Errors are those of Reserve and of Owners.Give; a member that is seated already stays seated.
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

// Say delivers a line to all members, m included; told is how many they are. It returns ErrNotIn if m is not seated. The
// room passes the line on unchanged: the speaker's protocol must make it safe.
func (r *Room) Say(now time.Time, m Member, line Line) (told int, err error) {
	name, ok := r.Name(m)
	if !ok {
		return 0, ErrNotIn
	}
	return r.tell(now, Event{Kind: Said, Name: name.String(), Line: line}, nil), nil
}

// Leave removes the seat or the reservation of m. If m was seated, ok is true and told others got the event Left.
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

// Forget removes m's reservation. It does nothing to a seated member.
func (r *Room) Forget(m Member) {
	if c := r.byWho[m]; c != nil && !c.seated() {
		r.drop(c)
	}
}

// free returns the name that m may take now, and removes an expired reservation of it.
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

// tell numbers an event and delivers it to all members except but.
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
