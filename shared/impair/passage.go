package impair

import (
	"bytes"
	"time"
)

// look shows the datagram to all rules and returns how long they hold it.
func (l *Link) look(datagram []byte) (hold time.Duration) {
	for i := range l.aims {
		a := &l.aims[i]
		if !a.look(datagram) {
			continue
		}
		if a.Action.deed == deedFlip && a.Action.index(len(datagram)) < 0 {
			a.now = false
			continue
		}
		a.hits++
		if a.Action.deed == deedHold {
			hold += a.Action.wait
		}
	}
	return hold
}

// ordered reports whether a rule picked this datagram for the given deed.
func (l *Link) ordered(d deed) bool {
	for i := range l.aims {
		if l.aims[i].now && l.aims[i].Action.deed == d {
			return true
		}
	}
	return false
}

// judge decides what happens before the queue. The chain moves for every
// datagram, so that its state is a function of n.
func (l *Link) judge(now time.Time, datagram []byte) Verdict {
	inBurst := false
	if l.cfg.Burst != nil {
		l.bad, inBurst = l.cfg.Burst.move(l.bad, &l.draws, l.n)
	}
	if l.down || l.cfg.cut(now.Sub(l.start)) {
		return WasCut
	}
	if l.ordered(deedDrop) {
		return ByRule
	}
	atRandom := l.draws.hit(drawLoss, l.n, l.cfg.Loss)
	if !inBurst && !atRandom {
		return Passed
	}
	if l.cfg.LossOnly != nil && !l.cfg.LossOnly(datagram) {
		return Passed
	}
	if inBurst {
		return InBurst
	}
	return AtRandom
}

// enter puts size bytes into the queue and returns when they leave it.
func (l *Link) enter(now time.Time, size int) (time.Time, bool) {
	leaves, fits := l.queue.accept(now, size)
	l.stats.QueuePeak = max(l.stats.QueuePeak, l.queue.backlog(now))
	return leaves, fits
}

// count books a verdict.
func (l *Link) count(v Verdict) {
	switch v {
	case WasCut:
		l.stats.Cut++
	case ByRule:
		l.stats.RuleDropped++
	case InBurst:
		l.stats.BurstLost++
	case AtRandom:
		l.stats.Lost++
	case QueueFull:
		l.stats.QueueDropped++
	}
}

// original returns the delivery of the datagram itself.
func (l *Link) original(leaves time.Time, datagram []byte, hold time.Duration) Delivery {
	d := Delivery{N: l.n}
	if l.draws.hit(drawReorder, l.n, l.cfg.Reorder) {
		hold += l.cfg.heldBack()
	}
	d.At = l.arrival(leaves, drawJitter, hold)
	if hold > 0 {
		d.Marks |= Held
		l.stats.Reordered++
	}
	d.Data = l.damage(datagram)
	if len(datagram) > 0 && &d.Data[0] != &datagram[0] {
		d.Marks |= Damaged
		l.stats.Corrupted++
	}
	return d
}

// arrival adds delay and jitter. A datagram that isn't held arrives no earlier than
// the one before it; later datagrams don't wait for one that is held.
func (l *Link) arrival(leaves time.Time, jitter kind, hold time.Duration) time.Time {
	delay := l.cfg.Delay
	if l.cfg.Jitter > 0 {
		delay += time.Duration(l.draws.unit(jitter, l.n) * float64(l.cfg.Jitter))
	}
	at := leaves.Add(delay)
	if at.Before(l.last) {
		at = l.last
	}
	if hold > 0 {
		return at.Add(hold)
	}
	l.last = at
	return at
}

// damage returns the datagram, or a damaged copy of it.
func (l *Link) damage(datagram []byte) []byte {
	random := len(datagram) > 0 && l.draws.hit(drawCorrupt, l.n, l.cfg.Corrupt)
	if !random && !l.ordered(deedFlip) {
		return datagram
	}
	data := bytes.Clone(datagram)
	if random {
		// The draw picks a place in proportion to the size.
		bit := int(l.draws.unit(drawBit, l.n) * float64(len(data)*8))
		FlipBit(bit).flip(data)
	}
	for i := range l.aims {
		if a := &l.aims[i]; a.now && a.Action.deed == deedFlip {
			a.Action.flip(data)
		}
	}
	return data
}

// duplicate sends a copy behind the datagram.
func (l *Link) duplicate(now time.Time, datagram []byte, out []Delivery) []Delivery {
	l.stats.Duplicated++
	leaves, fits := l.enter(now, len(datagram))
	if !fits {
		l.count(QueueFull)
		return out
	}
	at := l.arrival(leaves, drawCopyJitter, 0)
	return l.deliver(Delivery{At: at, Data: bytes.Clone(datagram), N: l.n, Marks: Copy}, out)
}

// replay appends the copies that rules ask for, counted from the datagram's
// own arrival.
func (l *Link) replay(arrives time.Time, datagram []byte, out []Delivery) []Delivery {
	for i := range l.aims {
		a := &l.aims[i]
		if !a.now || a.Action.deed != deedReplay {
			continue
		}
		l.stats.Replayed++
		out = l.deliver(Delivery{
			At: arrives.Add(a.Action.wait), Data: bytes.Clone(datagram), N: l.n, Marks: Copy,
		}, out)
	}
	return out
}

func (l *Link) deliver(d Delivery, out []Delivery) []Delivery {
	l.stats.Delivered++
	l.stats.DeliveredBytes += uint64(len(d.Data))
	return append(out, d)
}
