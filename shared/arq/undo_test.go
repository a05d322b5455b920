package arq

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// transferWith sends 30 segments over a path with faults aimed at some of them.
func transferWith(t *testing.T, rules ...impair.Rule) *world {
	w := opened(t, clean, clean)
	up := clean
	up.Rules = rules
	w.paths[client].Reconfigure(up)
	w.ends[client].write, w.ends[client].close = pattern(30*1168, 1), true
	if !w.run(time.Minute, func() bool { return w.ends[server].eof }) {
		w.fail("not over")
	}
	w.pass(time.Second)
	return w
}

func nthData(n int, action impair.Action) impair.Rule {
	return impair.Rule{Match: carriesData, Occurs: impair.Nth(n), Action: action}
}

// TestLateOriginalIsNoticed: a datagram is so late that its retransmission overtakes it. When it arrives at
// last, its echo shows that it was never lost, and the reduction is taken back.
func TestLateOriginalIsNoticed(t *testing.T) {
	w := transferWith(t, nthData(4, impair.Hold(60*time.Millisecond)))
	s := w.ends[client].conn.Stats()
	if s.Losses != 1 || s.Retransmitted != 1 || s.Spurious != 1 || s.Undone != 1 {
		w.fail("%+v", s)
	}
	if w.ends[server].conn.Stats().Duplicates != 1 {
		w.fail("the case did not happen")
	}
}

// TestUndoWaitsForTheLastLoss: of two losses of one episode, one was none. The other stands, and with it the
// reduction.
func TestUndoWaitsForTheLastLoss(t *testing.T) {
	w := transferWith(t, nthData(4, impair.Drop()), nthData(6, impair.Hold(60*time.Millisecond)))
	s := w.ends[client].conn.Stats()
	if s.Losses != 2 || s.Spurious != 1 || s.Undone != 0 {
		w.fail("%+v", s)
	}
	w = transferWith(t, nthData(4, impair.Hold(60*time.Millisecond)), nthData(6, impair.Hold(60*time.Millisecond)))
	if s := w.ends[client].conn.Stats(); s.Losses != 2 || s.Spurious != 2 || s.Undone != 1 {
		w.fail("both disproved: %+v", s)
	}
}

// TestRepairByProbeIsALoss: a loss probe repairs a lost tail without the timer. Congestion control learns of
// the loss all the same (RFC 8985 section 7.4), but not if only the ACK was lost.
func TestRepairByProbeIsALoss(t *testing.T) {
	w := transferWith(t, nthData(30, impair.Drop()))
	s := w.ends[client].conn.Stats()
	if s.LossProbes != 1 || s.Losses != 1 || s.Spurious != 0 || s.Timeouts != 0 {
		w.fail("%+v", s)
	}
	w = opened(t, clean, clean)
	down := clean
	down.Rules = []impair.Rule{{Occurs: impair.First(1), Action: impair.Drop()}}
	w.paths[server].Reconfigure(down)
	_, _ = w.ends[client].conn.Write([]byte("its ACK is lost"))
	w.serve(client)
	w.pass(time.Second)
	if s := w.ends[client].conn.Stats(); s.LossProbes != 1 || s.Losses != 0 || s.Timeouts != 0 {
		w.fail("ACK lost: %+v", s)
	}
}

// TestReorderingTimer: the last segment but one is lost, and nothing comes after the last. The reordering
// timer finds the loss, a quarter round trip after it might have been reordering.
func TestReorderingTimer(t *testing.T) {
	w := opened(t, clean, clean)
	up := clean
	up.Rules = []impair.Rule{nthData(4, impair.Drop())}
	w.paths[client].Reconfigure(up)
	start := w.now
	w.ends[client].write = pattern(5*1168, 1)
	if !w.run(time.Minute, func() bool { return len(w.ends[server].got) == 5*1168 }) {
		w.fail("not over")
	}
	if took := w.now.Sub(start); took > 36*time.Millisecond {
		w.fail("took %v: 30 ms of path, 5 ms of patience", took)
	}
	if s := w.ends[client].conn.Stats(); s.Losses != 1 || s.Timeouts+s.LossProbes > 0 {
		w.fail("%+v", s)
	}
}

// TestProbeWaitsForADelayedACK: a lone segment behind which more waits does not ask for an ACK at once. The
// probe timer has to allow for the peer's delay (RFC 8985 section 7.2).
func TestProbeWaitsForADelayedACK(t *testing.T) {
	w := newWorld(t, 0, clean, clean, config(), peerConfig())
	var err error
	if w.ends[client].conn.control, err = congestion.New("newreno", 1200, congestion.WithInitialWindow(1200)); err != nil {
		t.Fatal(err)
	}
	w.exchange(4*1168, 0, time.Minute)
	if s := w.ends[client].conn.Stats(); s.LossProbes+s.Retransmitted > 0 {
		w.fail("%+v", s)
	}
}

// TestProbeHasAFloor: on a short path an ACK that is a few milliseconds late causes no probe.
func TestProbeHasAFloor(t *testing.T) {
	near := impair.Config{Delay: 100 * time.Microsecond}
	w := opened(t, near, near)
	near.Rules = []impair.Rule{{Occurs: impair.Nth(1), Action: impair.Hold(5 * time.Millisecond)}}
	w.paths[server].Reconfigure(near)
	_, _ = w.ends[client].conn.Write([]byte("hello"))
	w.serve(client)
	w.pass(time.Second)
	if s := w.ends[client].conn.Stats(); s.LossProbes+s.Retransmitted > 0 {
		w.fail("%+v", s)
	}
}

// TestHalfASegmentIsNotDelivered: another implementation may acknowledge a part of a segment. The rest is still
// to be delivered.
func TestHalfASegmentIsNotDelivered(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	w.paths[client].SetDown(true)
	_, _ = c.Write(pattern(3*1168, 1))
	w.serve(client)
	half := wire.Segment{
		Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una), Window: 1 << 18,
		BlockCount: 1, Echo: uint32(c.nextPacket - 1),
	}
	half.Blocks[0] = wire.Block{Start: uint32(c.una.plus(1168)), End: uint32(c.una.plus(2*1168 + 500))}
	w.inject(client, half)
	if c.board.early != 1 {
		w.fail("%d segments count as delivered, one is", c.board.early)
	}
	half.BlockCount, half.Acknowledgement = 0, uint32(c.una.plus(300))
	w.inject(client, half)
	if first := c.board.segments.at(c.board.segments.first); first.start != c.una || first.length != 868 {
		w.fail("after half an ACK the first segment is %+v", first)
	}
}

// TestRealLossAfterUndoStands: after an undo the count of unproven losses was one short, so that the next reduction was
// taken back with one of its two losses still unproven, and one whose losses were all disproved was not.
func TestRealLossAfterUndoStands(t *testing.T) {
	first := func(segment int, action impair.Action) impair.Rule {
		match := func(datagram []byte) bool {
			s, _, err := wire.Parse(datagram)
			return err == nil && s.Sequence == uint32(1001+(segment-1)*1168)
		}
		return impair.Rule{Match: match, Occurs: impair.Nth(1), Action: action}
	}
	early := first(4, impair.Hold(6*time.Millisecond)) // disproved at once
	for late := 11; late <= 16; late++ {               // sent before the undo, found missing after it
		w := transferWith(t, early, first(late, impair.Drop()), first(late+1, impair.Hold(60*time.Millisecond)))
		if s := w.ends[client].conn.Stats(); s.Losses-s.Spurious != 1 || s.Spurious < 2 || s.Undone != 1 {
			w.fail("segment %d is really lost: %+v", late, s)
		}
		w = transferWith(t, early, first(late, impair.Hold(60*time.Millisecond)))
		if s := w.ends[client].conn.Stats(); s.Losses != s.Spurious || s.Spurious < 2 || s.Undone != 2 {
			w.fail("segment %d is late: %+v", late, s)
		}
	}
}

// echoes matches acknowledgements that were caused by the nth data segment of the client.
func echoes(w *world, n int) func([]byte) bool {
	var number uint32
	data, found := 0, false
	w.onSend = func(from int, datagram []byte) {
		if s, _, err := wire.Parse(datagram); err == nil && from == client && s.Length > 0 {
			if data++; data == n {
				number, found = s.Packet, true
			}
		}
	}
	return func(datagram []byte) bool {
		s, _, err := wire.Parse(datagram)
		return err == nil && found && s.Echo == number
	}
}

// TestDUPDisprovesTheOriginal: the original is late, the acknowledgement that it causes is lost, and only DUP in the answer to the
// retransmission tells that it had arrived. It did not count, neither where that answer is the first to
// acknowledge the segment nor where another did already.
func TestDUPDisprovesTheOriginal(t *testing.T) {
	for _, more := range []int{0, 20} {
		w := opened(t, clean, clean)
		up, down := clean, clean
		up.Rules = []impair.Rule{nthData(4, impair.Hold(12*time.Millisecond))}
		w.paths[client].Reconfigure(up)
		down.Rules = []impair.Rule{{Match: echoes(w, 4), Action: impair.Drop()}}
		w.paths[server].Reconfigure(down)
		total := (9 + more) * 1168
		w.ends[client].write = pattern(total, 1)
		w.run(time.Minute, func() bool { return len(w.ends[server].got) == total })
		w.pass(time.Second)
		if w.ends[server].conn.Stats().Duplicates != 1 || w.paths[server].Stats().RuleDropped == 0 {
			w.fail("the case did not happen")
		}
		if s := w.ends[client].conn.Stats(); s.Losses != 1 || s.Spurious != 1 || s.Undone != 1 {
			w.fail("%d more: %+v", more, s)
		}
	}
}

// TestDoubledRetransmissionProvesNothing: the network doubles a retransmission that was needed. The second copy is answered with
// DUP, which says nothing about the original.
func TestDoubledRetransmissionProvesNothing(t *testing.T) {
	again := func(datagram []byte) bool {
		s, _, err := wire.Parse(datagram)
		return err == nil && sequence(s.Sequence) == sequence(1001+3*1168)
	}
	w := transferWith(t, nthData(4, impair.Drop()),
		impair.Rule{Match: again, Occurs: impair.Nth(2), Action: impair.Replay(3 * time.Millisecond)})
	if s := w.ends[client].conn.Stats(); s.Losses != 1 || s.Spurious != 0 || s.Undone != 0 {
		w.fail("%+v", s)
	}
	if w.ends[server].conn.Stats().Duplicates != 1 {
		w.fail("the case did not happen")
	}
}

// TestOneOfTwoEarlierIsNoProof: two transmissions went before; that one of them has arrived disproves neither loss.
func TestOneOfTwoEarlierIsNoProof(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	for i := range uint64(3) {
		p := sentPacket{status: lost, earlier: 100 + i - 1}
		p.Number = 100 + i
		c.flight.add(p, 0)
	}
	c.flight.find(100).earlier = 0
	if found := c.arrivedBefore(c.flight.find(101)); found == nil || found.Number != 100 {
		w.fail("one went before, found %+v", found)
	}
	if found := c.arrivedBefore(c.flight.find(102)); found != nil {
		w.fail("two went before, found %+v", found)
	}
}

// TestLateOriginalIsCredited: the original arrives after its retransmission has left. What arrived left when the original did: congestion
// control must not take the retransmission's departure for it.
func TestLateOriginalIsCredited(t *testing.T) {
	w := opened(t, clean, clean)
	up := clean
	up.Rules = []impair.Rule{nthData(4, impair.Hold(12*time.Millisecond))}
	w.paths[client].Reconfigure(up)
	spy := &ackSpy{Controller: w.ends[client].conn.control}
	w.ends[client].conn.control = spy
	w.ends[client].write = pattern(9*1168, 1)
	w.run(time.Second, func() bool { return w.ends[client].conn.Stats().Spurious > 0 })
	if n := spy.last.Sample.PriorDelivered; n != 0 || spy.last.Bytes == 0 {
		w.fail("credited to what left after %d bytes had been delivered", n)
	}
}

// TestAmbiguousArrivalIsNoProof: a segment and its retransmission both count as lost when an ACK covers the segment, caused by another
// segment's datagram. Nobody knows which of the two arrived.
func TestAmbiguousArrivalIsNoProof(t *testing.T) {
	w := opened(t, clean, clean)
	c, s := w.ends[client].conn, w.ends[server].conn
	_, _ = c.Write(pattern(10*1168, 1))
	sent := w.all(c)
	acks := w.take(s, false, append(append([][]byte{}, sent[:3]...), sent[4:]...)...)
	_, _ = c.Write(pattern(10*1168, 1))
	again := w.take(c, true, acks...) // the retransmission first, then new data
	w.now = w.now.Add(5 * time.Millisecond)
	news := append(again[1:], w.all(c)...)
	if len(news) < 2 {
		w.fail("%d datagrams of new data", len(news))
	}
	acks = w.take(s, false, news[:len(news)-1]...)
	acks = append(acks, w.take(s, true, again[0], news[len(news)-1])...)
	w.take(c, true, acks...)
	if c.stats.Losses != 2 || c.stats.Spurious != 0 || c.una.minus(sequence(1001)) < 11*1168 {
		w.fail("acknowledged to %d, %+v", c.una, c.stats)
	}
}

// TestCopyProvesNothing: a redundant copy arrives in place of a lost original. Neither the ACK of it nor DUP in the answer to a later
// retransmission means that the original had arrived.
func TestCopyProvesNothing(t *testing.T) {
	w := redundant(t, clean)
	c, s := w.ends[client].conn, w.ends[server].conn
	_, _ = c.Write([]byte("lost"))
	w.all(c) // the original
	_, _ = c.Write(pattern(3*1168, 1))
	large := w.all(c)
	w.now = w.now.Add(maxCopyDelay)
	redundantCopy := w.all(c)
	if len(large) != 3 || len(redundantCopy) != 1 || c.stats.Copies != 1 {
		w.fail("%d large ones, %d copies", len(large), len(redundantCopy))
	}
	acks := w.take(s, false, append(large, redundantCopy...)...)
	w.take(c, true, acks...)
	if c.stats.Losses != 1 || c.stats.Spurious != 0 || c.Unacknowledged() > 0 {
		w.fail("the ACK of the copy: %+v", c.stats)
	}

	w = redundant(t, clean)
	up, down := clean, clean
	up.Rules, down.Rules = []impair.Rule{firstDataLost}, []impair.Rule{{Occurs: impair.First(1), Action: impair.Drop()}}
	w.paths[client].Reconfigure(up)
	w.paths[server].Reconfigure(down)
	_, _ = w.ends[client].conn.Write([]byte("lost"))
	w.serve(client)
	w.pass(time.Second)
	if w.ends[server].conn.Stats().Duplicates != 1 {
		w.fail("the case did not happen")
	}
	if s := w.ends[client].conn.Stats(); s.Spurious != 0 || s.LossProbes != 1 {
		w.fail("DUP after the copy: %+v", s)
	}
}

// TestRepairWithoutItsACK: a probe repairs a lost tail, and its own ACK is lost. The next message's ACK covers both, and the loss counts.
func TestRepairWithoutItsACK(t *testing.T) {
	w := opened(t, clean, clean)
	up, down := clean, clean
	up.Rules, down.Rules = []impair.Rule{firstDataLost}, []impair.Rule{{Occurs: impair.First(1), Action: impair.Drop()}}
	w.paths[client].Reconfigure(up)
	w.paths[server].Reconfigure(down)
	_, _ = w.ends[client].conn.Write([]byte("lost"))
	w.serve(client)
	w.pass(45 * time.Millisecond) // the probe has left
	_, _ = w.ends[client].conn.Write([]byte("and more"))
	w.serve(client)
	w.pass(time.Second)
	if s := w.ends[client].conn.Stats(); s.LossProbes != 1 || s.Losses != 1 || s.Timeouts != 0 {
		w.fail("%+v", s)
	}
}

// ackSpy keeps what congestion control was last told of an acknowledgement.
type ackSpy struct {
	control.Controller
	last control.Ack
}

func (s *ackSpy) OnAck(now time.Time, a control.Ack) {
	s.last = a
	s.Controller.OnAck(now, a)
}

// TestEachEpisodeCountsItsOwnLosses: a real loss that stands keeps no later reduction from being taken back.
func TestEachEpisodeCountsItsOwnLosses(t *testing.T) {
	w := transferWith(t, nthData(4, impair.Drop()), nthData(24, impair.Hold(60*time.Millisecond)))
	if s := w.ends[client].conn.Stats(); s.Losses != 2 || s.Spurious != 1 || s.Undone != 1 {
		w.fail("%+v", s)
	}
}
