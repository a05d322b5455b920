// Package impair impairs a stream of datagrams as a bad network does, but
// repeatably: loss, bursts of loss, delay, jitter, duplication, reordering,
// corruption, a bottleneck with a queue, outages, and faults that are aimed at
// one datagram ("drop the second ACK of flow 1").
//
// A [Link] is one flow in one direction. It has no clock, no goroutine and no
// lock: the caller says what time it is and gets back what arrives, and when.
// So the same code serves a benchmark in virtual time, an in-memory network
// and a relay between real sockets. A [Timeline] holds the datagrams under way.
//
//	datagram n                                        Send(now, datagram, out)
//	    │
//	    ├─ rules count it ──────── they may drop, flip, hold or replay it
//	    ├─ outage? ─────────────── Cut
//	    ├─ rule says drop? ─────── RuleDropped
//	    ├─ Gilbert–Elliott ─────── BurstLost     (state moves once per datagram)
//	    ├─ random loss ─────────── Lost
//	    │
//	    │  bottleneck              ┌─┬─┬─┬─┐
//	    ├──────────────────────────┤ │ │ │ ├──▶ Rate      full: QueueDropped
//	    │  (copies wait here too)  └─┴─┴─┴─┘
//	    ├─ one flipped bit ─────── Corrupted
//	    ├─ Delay + jitter ──────── never earlier than the one before it …
//	    └─ held back ───────────── … unless Reorder or a rule holds it: Reordered
//	    ▼
//	Delivery{At, Data}
//
// # What a fate depends on
//
// Whether the nth datagram is lost, copied, held back or damaged, and how long
// it jitters, is a function of the seed, the flow, the direction and n, and of
// nothing else: not of the time, the datagram's size, other flows, nor of which
// other faults are switched on. Every kind of fault has its own key and draws
// by counting instead of from a shared stream (draw.go). A datagram that 1 %
// loss takes is therefore also taken by 5 %. Only two things depend on time and
// size, as they must: the bottleneck and the outages.
//
// # Choices
//
//   - Losses come before the bottleneck, so that a lost datagram takes none of
//     its rate.
//   - Jitter is added to Delay, which stays the least possible; jitter alone
//     never reorders. The later datagram waits for the earlier one.
//   - A copy gets no draws of its own: it is neither lost at random nor damaged.
//   - An outage is at the link's entrance: datagrams under way still arrive.
package impair
