package bot

import "time"

// nextLine returns the next plain line, and sets the time of the one after it.
func (b *Brain) nextLine(now time.Time) string {
	b.own = now.Add(b.jitter())
	if b.quiz.open != nil {
		return ""
	}
	for range len(b.script.lines) {
		if len(b.remaining) == 0 && b.script.order != once {
			b.remaining = b.shuffled()
		}
		if len(b.remaining) == 0 {
			break
		}
		l := b.script.lines[b.remaining[0]]
		b.remaining = b.remaining[1:]
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

// jitter returns the time to the next unprompted message: regular for a script that is said in order, random
// for one that is shuffled, as a person would be.
func (b *Brain) jitter() time.Duration {
	if b.script.order != shuffle {
		return b.interval
	}
	return b.interval/2 + time.Duration(b.rng.Int64N(int64(b.interval)))
}

func (b *Brain) shuffled() []int {
	remaining := make([]int, len(b.script.lines))
	for i := range remaining {
		remaining[i] = i
	}
	if b.script.order == shuffle {
		b.rng.Shuffle(len(remaining), func(i, j int) { remaining[i], remaining[j] = remaining[j], remaining[i] })
	}
	return remaining
}
