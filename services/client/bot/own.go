package bot

import "time"

// ownAccord is the next plain line; it sets the time for the one after it.
func (b *Brain) ownAccord(now time.Time) string {
	b.own = now.Add(b.jitter())
	if b.quiz.open != nil {
		return ""
	}
	for range len(b.script.lines) {
		if len(b.deck) == 0 && b.script.order != once {
			b.deck = b.shuffled()
		}
		if len(b.deck) == 0 {
			break
		}
		l := b.script.lines[b.deck[0]]
		b.deck = b.deck[1:]
		name := ""
		if l.text.needs("name") {
			if name = b.somebody(); name == "" {
				continue
			}
		}
		if l.answers != nil {
			b.quiz.ask(&l, now)
		}
		return l.text.fill(b.rng, b.values(name))
	}
	if b.script.order == once {
		b.own = time.Time{}
	}
	return ""
}

// jitter is the time to the next message of its own accord. A script that is gone through in
// order keeps its pace; one that is shuffled sounds like somebody.
func (b *Brain) jitter() time.Duration {
	if b.script.order != shuffle {
		return b.interval
	}
	return b.interval/2 + time.Duration(b.rng.Int64N(int64(b.interval)))
}

func (b *Brain) shuffled() []int {
	deck := make([]int, len(b.script.lines))
	for i := range deck {
		deck[i] = i
	}
	if b.script.order == shuffle {
		b.rng.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	}
	return deck
}
