package impair

import (
	"slices"
	"time"
)

// Link carries one flow's datagrams in one direction, and impairs them as its
// configuration says. It is a pure state machine: it neither waits nor reads a
// clock. It is not safe for concurrent use.
type Link struct {
	cfg   Config
	flow  uint32
	dir   Direction
	draws draws
	aims  []aim

	n       uint64
	bad     bool // state of the Gilbert–Elliott chain
	down    bool // cut by hand
	started bool
	start   time.Time
	now     time.Time
	last    time.Time // latest arrival among those that keep their order
	queue   bottleneck
	verdict Verdict
	stats   Stats
}

// NewLink returns a link whose fates follow from seed, flow and dir. Flows are
// numbered from 1, so that a [Rule] can name them. It keeps no slice of cfg. It
// panics with Validate's sentence when cfg is invalid: a caller that takes a
// configuration from a person validates it first.
func NewLink(cfg Config, seed uint64, flow uint32, dir Direction) *Link {
	l := &Link{flow: flow, dir: dir, draws: newDraws(seed, flow, dir)}
	l.Reconfigure(cfg)
	return l
}

// Reconfigure changes the faults from the next datagram on. Numbering, queue
// and what is under way stay; rules start to count again, and what waits at the
// bottleneck drains at the new rate. It panics like NewLink.
func (l *Link) Reconfigure(cfg Config) {
	if err := cfg.Validate(); err != nil {
		panic(err)
	}
	l.cfg = cfg.clone()
	l.aims = make([]aim, len(cfg.Rules))
	for i, r := range cfg.Rules {
		l.aims[i] = aim{Rule: r, applies: r.appliesTo(l.flow, l.dir)}
	}
	l.queue.configure(cfg.Rate, cfg.Queue)
}

// Start sets the time from which outages count. Without it, that is the time of
// the first datagram.
func (l *Link) Start(at time.Time) {
	l.start, l.started = at, true
}

// SetDown cuts the link, or restores it, from the next datagram on, beside the
// configuration's outages.
func (l *Link) SetDown(down bool) { l.down = down }

// Send puts a datagram on the link at now and appends to out what will arrive
// because of it: nothing, itself, or itself and copies. Calls must come in the
// order of time; a time before the last call's counts as that one.
//
// The link neither changes nor keeps datagram, but the delivery's Data is the
// same slice unless it was damaged or copied. Send allocates only then.
func (l *Link) Send(now time.Time, datagram []byte, out []Delivery) []Delivery {
	now = l.tick(now)
	l.n++
	l.stats.Sent++
	l.stats.SentBytes += uint64(len(datagram))
	hold := l.look(datagram)

	leaves := now
	l.verdict = l.judge(now, datagram)
	if l.verdict == Passed {
		var fits bool
		if leaves, fits = l.enter(now, len(datagram)); !fits {
			l.verdict = QueueFull
		}
	}
	l.count(l.verdict)
	arrives := now.Add(l.cfg.Delay)
	if l.verdict == Passed {
		d := l.original(leaves, datagram, hold)
		arrives = d.At
		out = l.deliver(d, out)
		if l.draws.hit(drawDuplicate, l.n, l.cfg.Duplicate) {
			out = l.duplicate(now, datagram, out)
		}
	}
	if l.verdict != WasCut {
		out = l.replay(arrives, datagram, out)
	}
	return out
}

// tick makes time run forward only, and starts the link at its first datagram.
func (l *Link) tick(now time.Time) time.Time {
	if !l.started {
		l.Start(now)
	}
	if now.Before(l.now) {
		return l.now
	}
	l.now = now
	return now
}

// Last returns the number of the datagram that was sent last, from 1, and what
// became of it at the entrance.
func (l *Link) Last() (n uint64, v Verdict) { return l.n, l.verdict }

// Flow returns the link's flow and direction.
func (l *Link) Flow() (uint32, Direction) { return l.flow, l.dir }

// Backlog returns how many bytes wait at the bottleneck at now, the rest of the
// one on the wire included. A later Send with an earlier time counts as now.
func (l *Link) Backlog(now time.Time) int {
	if now.Before(l.now) {
		now = l.now
	}
	l.now = now
	return l.queue.backlog(now)
}

// Stats returns the counts so far. The caller owns the result.
func (l *Link) Stats() Stats {
	s := l.stats
	s.RuleHits = slices.Grow([]uint64(nil), len(l.aims))
	for i := range l.aims {
		s.RuleHits = append(s.RuleHits, l.aims[i].hits)
	}
	return s
}
