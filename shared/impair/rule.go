package impair

// Rule is a fault aimed at single datagrams: which, which of those, and what
// happens to them.
//
//	Rule{Match: isACK, Flow: 1, Occurs: Nth(2), Action: Drop()}
//	Rule{Match: isData, Occurs: Nth(7), Action: FlipBit(40)}
//	Rule{Match: isSYN, Direction: Up, Action: Replay(time.Second)}
//
// Every link counts for itself: without a Flow, the example's Nth(2) is the
// second ACK of each flow. A datagram is counted when it is sent, whatever
// becomes of it. All rules that match apply, in order.
type Rule struct {
	// Name is for people; it may be empty.
	Name string
	// Match classifies a datagram; nil matches every one. It must not change
	// or keep its argument. The package knows no wire format: callers do.
	Match func(datagram []byte) bool
	// Flow restricts the rule to one flow; 0 is all. Number flows from 1.
	Flow uint32
	// Direction restricts the rule to one direction; Either is both.
	Direction Direction
	// Occurs picks among the datagrams that match; the zero value is all.
	Occurs Occurrence
	// Action is what happens.
	Action Action
}

// appliesTo reports whether a link's datagrams concern the rule.
func (r *Rule) appliesTo(flow uint32, dir Direction) bool {
	return (r.Flow == 0 || r.Flow == flow) && (r.Direction == Either || r.Direction == dir)
}

// Occurrence picks among the datagrams that match a rule, which are numbered
// from 1. The zero value picks all.
type Occurrence struct {
	// Start is the first number that is picked; 0 is 1.
	Start int
	// Step leads from one that is picked to the next; 0 is 1.
	Step int
	// Limit is the most that are picked; 0 is no limit.
	Limit int
}

// Nth picks the nth occurrence and no other.
func Nth(n int) Occurrence { return Occurrence{Start: n, Limit: 1} }

// First picks the first n occurrences.
func First(n int) Occurrence { return Occurrence{Start: 1, Limit: n} }

// From picks the nth occurrence and all that follow.
func From(n int) Occurrence { return Occurrence{Start: n} }

// Every picks each nth occurrence: n, 2n, 3n and so on.
func Every(n int) Occurrence { return Occurrence{Start: n, Step: n} }

// picks reports whether occurrence number i (from 1) is among those.
func (o Occurrence) picks(i int) bool {
	start, step := max(o.Start, 1), max(o.Step, 1)
	if i < start || (i-start)%step != 0 {
		return false
	}
	return o.Limit == 0 || (i-start)/step < o.Limit
}

// aim is a rule on one link: how often it matched and hit there.
type aim struct {
	Rule
	applies bool
	seen    int
	hits    uint64
	// now reports whether the rule picked the datagram that is being sent.
	now bool
}

// look counts the datagram and notes whether the rule picks it.
func (a *aim) look(datagram []byte) bool {
	a.now = false
	if !a.applies || (a.Match != nil && !a.Match(datagram)) {
		return false
	}
	a.seen++
	a.now = a.Occurs.picks(a.seen)
	return a.now
}
