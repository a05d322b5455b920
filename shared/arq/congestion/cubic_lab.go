package congestion

// cubicLabBeta is what a reduction of cubic-lab leaves when the queue was empty.
const cubicLabBeta = 0.95

// reduceGently is where cubic-lab departs from RFC 9438 section 4.6: its answer to a loss that came while
// the queue was empty, which is no sign of congestion but of a path that drops at random. The
// window gives up a twentieth and grows as NewReno's from there, one segment a round trip: RFC 9438
// section 4.3 does so from cwnd_prior on.
//
// Why: at 1 % random loss the RFC's law, CubicResponse, leaves 6 % of a link of 100
// Mbit/s at 20 ms and 1.5 % at 80 ms, less than other transports reach there. They
// mix NewReno's growth with a factor of 0.7. At a link that overflows, the queue is full
// when the loss happens, and nothing changes. The price: where the queue is too short to be
// noticed (queueSign), cubic-lab takes several times the share of one that follows the
// RFC. The idea that a short queue excuses a smaller reduction is that of RFC 8511 and, for
// losses, of TCP Veno.
func (c *cubic) reduceGently(outstanding int) {
	c.reduce(outstanding, cubicLabBeta)
	c.cwndPrior = 0
}
