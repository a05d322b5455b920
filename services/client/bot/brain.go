package bot

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"obrolan/shared/chat"
)

// ActionKind tells actions apart.
type ActionKind uint8

// The kinds of an Action.
const (
	Wait  ActionKind = iota // nothing to do yet
	Say                     // Text
	Pause                   // leave, and come back after For
	Done                    // leave for good: everything that was asked for has been said
)

// Action is what a Brain wants its driver to do.
type Action struct {
	Kind ActionKind
	Text string
	For  time.Duration
}

// Options make one Brain different from another.
type Options struct {
	Script *Script
	Seed   uint64 // mixed with the name, so that bots with the same seed don't say the same
	Rate   *Rate  // nil means the script's pace
	Count  int    // how many messages to say before it is done; 0 means no end
}

// Brain decides what a bot says. It is pure: it has no clock and starts no goroutine. Not
// safe for concurrent use.
//
//	Enter ─▶ Hear, Act, Act, Hear, … ─▶ Act says Pause ─▶ Enter ─▶ …
type Brain struct {
	options  Options
	script   *Script
	me       string
	rng      *rand.Rand
	interval time.Duration // between two messages said unprompted; 0 is never
	gap      time.Duration // at least, between any two messages

	entered, away, going bool
	spoken               int
	last                 time.Time   // when it said something
	own                  time.Time   // when it speaks unprompted; zero is never
	leave                time.Time   // when it leaves for a while; zero is never
	anyAfter             time.Time   // until then only what is addressed to the bot is answered
	queue                []scheduled // by time
	remaining            []int       // of the plain lines, in the order in which they are said
	people               []string    // persons in the room, as far as it knows
	greeted              map[string]bool
	quiz                 quiz
}

// scheduled is a text to say at a time.
type scheduled struct {
	at    time.Time
	text  string
	greet string // the person it greets: dropped when that person leaves
}

const (
	maxScheduled = 8    // replies that wait; further ones are dropped
	maxPeople    = 1000 // names remembered
	maxHeard     = 400  // characters of what somebody said that are used
	usualGap     = 800 * time.Millisecond
	anyGap       = 5 * time.Second
)

// NewBrain returns a Brain for the bot with that name.
func NewBrain(options Options, name string) *Brain {
	h := fnv.New64a()
	h.Write([]byte(name))
	b := &Brain{
		options: options, script: options.Script, me: name,
		rng:     rand.New(rand.NewPCG(options.Seed, h.Sum64())),
		gap:     usualGap,
		greeted: map[string]bool{},
	}
	rate := options.Script.Pace
	if options.Rate != nil {
		rate = *options.Rate
	}
	b.interval = rate.interval()
	if b.interval > 0 {
		b.gap = min(b.gap, b.interval/2)
	}
	b.remaining = b.shuffled()
	return b
}

// Rename tells the Brain that the bot came back under another name.
func (b *Brain) Rename(name string) { b.me = name }

// Enter tells the Brain that the bot has joined, or joined again.
func (b *Brain) Enter(now time.Time) {
	b.away, b.going = false, false
	b.people, b.quiz.open = nil, nil
	b.leave, b.own = time.Time{}, time.Time{}
	if a := b.script.leaves; a != nil {
		b.leave = now.Add(b.within(a.after))
	}
	if b.interval > 0 {
		b.own = now.Add(time.Duration(b.rng.Int64N(int64(b.interval))))
	}
	if !b.entered {
		b.entered = true
		for _, t := range b.script.timed {
			b.schedule(scheduled{at: now.Add(t.at), text: t.text.fill(b.rng, b.values(""))})
		}
		return
	}
	b.queue = slices.DeleteFunc(b.queue, func(t scheduled) bool { return t.greet != "" })
	if text := b.pick(b.script.back, b.values("")); text != "" {
		b.schedule(scheduled{at: now.Add(b.between(time.Second, 3*time.Second)), text: text})
	}
}

// Next returns when Act has something to do; false means not before the next event.
func (b *Brain) Next() (time.Time, bool) {
	if b.away || !b.entered {
		return time.Time{}, false
	}
	if b.finished() {
		return b.last, true
	}
	var next time.Time
	earlier := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if len(b.queue) > 0 {
		earlier(b.queue[0].at)
	}
	earlier(b.own)
	earlier(b.leave)
	if b.quiz.open != nil {
		earlier(b.quiz.until)
	}
	if ready := b.last.Add(b.gap); !next.IsZero() && next.Before(ready) {
		next = ready
	}
	return next, !next.IsZero()
}

func (b *Brain) finished() bool { return b.options.Count > 0 && b.spoken >= b.options.Count }

// Act returns the next action that is due. The caller calls it again until it returns Wait.
func (b *Brain) Act(now time.Time) Action {
	if next, ok := b.Next(); !ok || now.Before(next) {
		return Action{}
	}
	switch {
	case b.finished():
		return Action{Kind: Done}
	case len(b.queue) > 0 && !now.Before(b.queue[0].at):
		text := b.queue[0].text
		b.queue = b.queue[1:]
		return b.say(now, text)
	case b.quiz.open != nil && !now.Before(b.quiz.until):
		return b.say(now, b.expire())
	case !b.leave.IsZero() && !now.Before(b.leave):
		return b.takeBreak(now)
	case !b.own.IsZero() && !now.Before(b.own):
		return b.say(now, b.nextLine(now))
	}
	return Action{}
}

// SayFailed tells the Brain that its last text could not be said: it does not count.
func (b *Brain) SayFailed() { b.spoken-- }

func (b *Brain) say(now time.Time, text string) Action {
	if text == "" {
		return Action{}
	}
	b.spoken++
	b.last = now
	return Action{Kind: Say, Text: text}
}

// takeBreak announces that the bot leaves for a while, and then leaves.
func (b *Brain) takeBreak(now time.Time) Action {
	if text := b.pick(b.script.going, b.values("")); !b.going && text != "" {
		b.going = true
		b.leave = now.Add(2 * time.Second)
		b.own = time.Time{}
		return b.say(now, text)
	}
	b.away = true
	return Action{Kind: Pause, For: b.within(b.script.leaves.stay)}
}

// schedule adds a text to the queue, which is ordered by time.
func (b *Brain) schedule(t scheduled) {
	i, _ := slices.BinarySearchFunc(b.queue, t, func(a, b scheduled) int {
		if a.at.After(b.at) {
			return 1
		}
		return -1 // equal times keep their order
	})
	b.queue = slices.Insert(b.queue, i, t)
}

func (b *Brain) pick(texts []template, values map[string]string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[b.rng.IntN(len(texts))].fill(b.rng, values)
}

// values returns what the gaps of a text are filled with.
func (b *Brain) values(name string) map[string]string {
	return map[string]string{"name": cut(name), "me": b.me, "ranking": b.quiz.ranking()}
}

func (b *Brain) within(s span) time.Duration { return b.between(s.from, s.to) }

func (b *Brain) between(from, to time.Duration) time.Duration {
	return from + time.Duration(b.rng.Int64N(int64(to-from)+1))
}

// somebody returns a random person in the room, or "".
func (b *Brain) somebody() string {
	if len(b.people) == 0 {
		return ""
	}
	return b.people[b.rng.IntN(len(b.people))]
}

// Hear takes an event of the room. The caller handles Ended.
func (b *Brain) Hear(now time.Time, ev chat.Event) {
	switch ev.Kind {
	case chat.Away:
		b.away = true
	case chat.Back:
		b.away = false
		b.people = nil // joins and leaves were missed meanwhile
		if !b.own.IsZero() {
			b.own = now.Add(b.jitter())
		}
	case chat.Joined:
		b.hearJoin(now, ev.Name)
	case chat.Left:
		b.hearLeave(now, ev.Name)
	case chat.Said:
		if !ev.Own && ev.Name != b.me && !IsBot(ev.Name) {
			b.addPerson(ev.Name)
			b.hearText(now, ev.Name, cut(ev.Text))
		}
	}
}
