package impair

// GilbertElliott is a link that changes between a good and a bad state, so that
// losses come in bursts. The state moves once per datagram, before that
// datagram is judged, and starts good. A bad spell lasts 1/ToGood datagrams on
// average, and the link is bad for ToBad/(ToBad+ToGood) of them.
//
// With PassInBad and LossInGood at 0 this is Gilbert's model: all is lost in a
// bad spell, nothing outside. Source: Gilbert 1960, Elliott 1963; the names in
// the literature are p = ToBad, r = ToGood, h = PassInBad, 1-k = LossInGood.
type GilbertElliott struct {
	// ToBad and ToGood are the probabilities, per datagram, of a change.
	ToBad, ToGood float64
	// PassInBad is the probability that a datagram survives a bad state.
	PassInBad float64
	// LossInGood is the probability that a datagram is lost in a good state.
	LossInGood float64
}

// move steps the chain to datagram n. It returns whether the state is bad now
// and whether datagram n is lost in it.
func (g *GilbertElliott) move(bad bool, d *draws, n uint64) (nowBad, lost bool) {
	if bad {
		bad = !d.hit(drawBurstMove, n, g.ToGood)
	} else {
		bad = d.hit(drawBurstMove, n, g.ToBad)
	}
	loss := g.LossInGood
	if bad {
		loss = 1 - g.PassInBad
	}
	return bad, d.hit(drawBurstLoss, n, loss)
}
