package congestion

// cubicCalmBeta is what a reduction of cubic-lab leaves when the queue was empty.
const cubicCalmBeta = 0.95

// reduceCalmly is where cubic-lab departs from RFC 9438 section 4.6: its answer to a loss that came while
// the queue was empty, which is no sign of congestion but of a path that drops at random. The
// window gives up a twentieth, and goes on as NewReno would, one segment a round trip.
//
// Why: at 1 % random loss the RFC's law, CubicResponse, leaves 6 % of a link of 100
// Mbit/s at 20 ms and 1.5 % at 80 ms, less than other transports reach there (they
// mix NewReno's growth with a factor of 0.7). At a link that overflows, the queue is full
// when the loss happens, and nothing changes. Price: where the queue is too short to be
// noticed (queueSign), cubic-lab takes several times the share of one that keeps
// to the letter. The idea that a short queue excuses a smaller reduction
// is that of RFC 8511 and, for losses, of TCP Veno.
func (c *cubic) reduceCalmly(outstanding int) {
	c.wMax = c.cwnd
	c.cwndPrior = 0
	c.ssthresh = c.shareOf(outstanding, cubicCalmBeta)
	c.curve.begun = false
}
