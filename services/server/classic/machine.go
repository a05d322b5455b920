package classic

import (
	"crypto/sha256"
	"net/netip"
	"time"

	"obrolan/services/server/guard"
	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// Lifetimes and intervals.
const (
	// joiningFor is how long a silent session outside the room is kept. People type passwords slowly, and an original
	// client never gets in once its session is gone, because it does not exchange keys again. So the number of such
	// sessions is limited instead.
	joiningFor = 10 * time.Minute
	// departedFor is how long a repeated LEAVE_TAG is recognized. It also prevents a reset of the count of wrong passwords
	// by leaving.
	departedFor = 30 * time.Second

	probeEvery = 10 * time.Second
	probeGrid  = 250 * time.Millisecond

	// lostFor is how long a host must be unreachable before its member is removed. If the neighbour entry has just expired,
	// the kernel reports a cable that is unplugged for ten seconds at once.
	lostFor = 15 * time.Second
)

// Limits on what peers can cause without the password.
const (
	maxKnocking = 16384 // sessions before the password
	maxChoosing = 4096  // sessions between the password and a name

	maxLine = 8192 // code points of NAME: text, so that its cipher text fits a receiver's 64 KiB
)

var (
	keysLimit  = guard.Limit{Rate: 500, Burst: 3000} // answers to E,N in all
	wrongLimit = guard.Limit{Rate: 100, Burst: 500}  // wrong passwords in all
	hintLimit  = guard.Limit{Rate: 100, Burst: 300}  // answers Masukkan… in all
	ownHints   = guard.Limit{Rate: 2, Burst: 5}      // the same to one session
	noiseLimit = guard.Limit{Rate: 1, Burst: 10}     // notes about malformed datagrams, unless Verbose
	noteLimit  = guard.Limit{Rate: 20, Burst: 200}   // notes about dropped datagrams and refused names
	keyNotes   = guard.Limit{Rate: 50, Burst: 3000}  // notes about key exchanges
)

// Notices that the server sends to members as room lines. Every client shows them. They hold no colon, so no client takes
// them for a message.
const (
	NoticeStop = "Server berhenti."
	NoticeIdle = "Anda dikeluarkan dari obrolan karena terlalu lama diam."
)

// Config configures a Machine.
type Config struct {
	Key      rsa.Textbook  // the server's key pair
	Password string        // the room's; kept as a hash only
	Idle     time.Duration // silence after which a member is removed
	Verbose  bool          // log malformed datagrams as often as other dropped ones
}

// Machine is the server's side of the classic protocol for all addresses. It is not safe for concurrent use: one loop owns
// it.
type Machine struct {
	cfg      Config
	password [sha256.Size]byte
	room     *room.Room
	tally    *tally.Tally
	out      *turn.Outbox

	// Two decrypters, so that strangers' passwords can't fill the table that members' lines use.
	forPasswords, forLines *rsa.Decrypter

	epoch              time.Time // origin of the probe grid: the first session's arrival
	sessions           map[netip.AddrPort]*session
	timers             guard.Timers[*session]
	waiting            guard.Queue[*session] // knocking or departed
	naming             guard.Queue[*session] // choosing
	keysLeft, keysNote guard.Bucket
	wrongLeft          guard.Bucket
	hintsLeft          guard.Bucket
	notesLeft          guard.Bucket
	noiseLeft          guard.Bucket

	lineSeq  uint64 // sequence number of the event whose line is cached
	lineText string
}

// New returns a machine without sessions. It seats members in rm, counts in t and appends to out, which the loop's
// machines share.
func New(cfg Config, rm *room.Room, t *tally.Tally, out *turn.Outbox) *Machine {
	c := &Machine{
		cfg: cfg, password: sha256.Sum256([]byte(cfg.Password)), room: rm, tally: t, out: out,
		forPasswords: rsa.NewDecrypter(cfg.Key), forLines: rsa.NewDecrypter(cfg.Key),
		sessions: make(map[netip.AddrPort]*session),
	}
	c.cfg.Password = ""
	return c
}

// Len returns the number of sessions, in the room or not.
func (c *Machine) Len() int { return len(c.sessions) }

// Handle processes one datagram and does not keep it.
func (c *Machine) Handle(now time.Time, from turn.Path, datagram []byte) {
	req, err := wire.ParseRequest(datagram)
	s := c.sessions[from.Peer]
	if err != nil {
		c.malformed(now, from, s, req.Kind, err)
		return
	}
	if s != nil {
		s.local = from.Local
		s.heard, s.lost = now, outage{}
	}
	if req.Kind == wire.KindKeys {
		c.exchange(now, from, s, req.Key)
		return
	}
	if s == nil {
		c.stranger(now, from, req.Kind)
		return
	}
	switch req.Kind {
	case wire.KindProbe:
	case wire.KindPassword:
		c.present(now, s, req.Cipher)
	case wire.KindCheck:
		c.check(now, s, name(req, datagram))
	case wire.KindSet:
		c.set(now, s, name(req, datagram))
	case wire.KindSignUp:
		c.signUp(now, s)
	case wire.KindSay:
		c.say(now, s, req.Cipher)
	case wire.KindLeave:
		c.leave(now, s)
	}
}

// name returns the request's name, or ":", which is never allowed, if the name held a colon.
func name(req wire.Request, datagram []byte) string {
	if wire.HasSecondColon(datagram) {
		return ":"
	}
	return req.Name
}

// line encodes an event in the classic protocol, once for all members.
func (c *Machine) line(e *room.Event) string {
	if e.Seq == c.lineSeq {
		return c.lineText
	}
	l := wire.Line{Kind: wire.LineSaid, Name: e.Name, Text: e.Text}
	switch e.Kind {
	case room.Joined:
		l.Kind = wire.LineJoined
	case room.Left:
		l.Kind = wire.LineLeft
	}
	c.lineSeq, c.lineText = e.Seq, l.String()
	return c.lineText
}

// Deadline returns when to call Advance next. The zero time means never.
func (c *Machine) Deadline() time.Time { return c.timers.Next() }

// Advance runs the timers that have expired.
func (c *Machine) Advance(now time.Time) {
	for {
		s, ok := c.timers.Due(now)
		if !ok {
			return
		}
		c.act(now, s)
		if s.timer.IsSet() {
			c.timers.Set(&s.timer, s.next())
		}
	}
}

// act does a session's expired tasks. There may be none, since deadlines move.
func (c *Machine) act(now time.Time, s *session) {
	if !s.answerAt.IsZero() && !s.answerAt.After(now) {
		s.answerAt = time.Time{}
		c.out.AddText(s.path(), wire.TextPasswordWrong)
	}
	switch {
	case s.stage != member:
		keep := joiningFor
		if s.stage == departed {
			keep = departedFor
		} else if now.Sub(s.heard) >= keep {
			c.tally.Inc(tally.DroppedJoiningExpired)
		}
		if now.Sub(s.heard) >= keep {
			c.forget(s)
		}
	case now.Sub(s.heard) >= c.cfg.Idle:
		s.send(NoticeIdle)
		c.gone(now, s, room.Idle)
	case !s.probeAt().After(now):
		s.probed = now
		c.tally.Inc(tally.Probes)
		c.out.AddText(s.path(), "")
	}
}

// Close says goodbye to every member.
func (c *Machine) Close(now time.Time) {
	for _, s := range c.sessions {
		if s.stage == member {
			s.send(NoticeStop)
		}
	}
	c.out.Note(turn.Note{Kind: turn.NoteStopping, At: now, Count: c.room.Len()})
}
