package arq

import "slices"

// span is a run of bytes, from start to before end.
type span struct{ start, end sequence }

// spanSet holds runs of bytes, sorted, apart from one another, none empty. The receiver
// keeps what arrived out of order in one; the sender, what was acknowledged out of order.
//
//	         una                                   nxt
//	----------|....|######|.......|####|............|---->
//	               start  end
type spanSet struct {
	spans []span
	fresh []span // what the last add found missing; reused
}

// add puts s into the set and returns the parts of it that were not there before. The result
// is valid until the next call.
func (x *spanSet) add(s span) []span {
	x.fresh = x.fresh[:0]
	// The spans from i to before j adjoin or overlap s; they are merged.
	i := x.after(s.start)
	j, at, merged := i, s.start, s
	for ; j < len(x.spans) && !s.end.before(x.spans[j].start); j++ {
		old := x.spans[j]
		if at.before(old.start) {
			x.fresh = append(x.fresh, span{at, old.start})
		}
		at = latest(at, old.end)
		merged.start = soonest(merged.start, old.start)
		merged.end = latest(merged.end, old.end)
	}
	if at.before(s.end) {
		x.fresh = append(x.fresh, span{at, s.end})
	}
	if i == j {
		x.spans = slices.Insert(x.spans, i, merged)
		return x.fresh
	}
	x.spans[i] = merged
	x.spans = slices.Delete(x.spans, i+1, j)
	return x.fresh
}

// after returns the index of the first span that ends at s or later.
func (x *spanSet) after(s sequence) int {
	low, high := 0, len(x.spans)
	for low < high {
		middle := int(uint(low+high) / 2)
		if x.spans[middle].end.before(s) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// touches reports whether s adjoins or overlaps a span, so that adding it does not make the set larger.
func (x *spanSet) touches(s span) bool {
	i := x.after(s.start)
	return i < len(x.spans) && !s.end.before(x.spans[i].start)
}

// covers reports whether all of s is in the set.
func (x *spanSet) covers(s span) bool {
	found, ok := x.around(s.start)
	return ok && !found.end.before(s.end)
}

// around returns the span that holds the byte at s.
func (x *spanSet) around(s sequence) (span, bool) {
	for _, candidate := range x.spans[x.after(s):] {
		if s.before(candidate.start) {
			break
		}
		if s.before(candidate.end) {
			return candidate, true
		}
	}
	return span{}, false
}

// forget drops everything before s.
func (x *spanSet) forget(s sequence) {
	i := 0
	for i < len(x.spans) && !s.before(x.spans[i].end) {
		i++
	}
	if i > 0 {
		x.spans = slices.Delete(x.spans, 0, i)
	}
	if len(x.spans) > 0 && x.spans[0].start.before(s) {
		x.spans[0].start = s
	}
}
