package arq

import (
	"fmt"
	"time"

	"obrolan/shared/wire"
)

// Receive takes a datagram from the network. The connection keeps no reference to it. An error says
// why it was dropped; the connection goes on.
func (c *Conn) Receive(now time.Time, datagram []byte) error {
	s, payload, err := wire.Parse(datagram)
	if err != nil {
		c.stats.Damaged++
		return fmt.Errorf("receive: %w", err)
	}
	return c.ReceiveSegment(now, &s, payload)
}

// ReceiveSegment takes a segment that was parsed already, and whose payload a lower layer may have
// decrypted. The connection keeps no reference to either.
func (c *Conn) ReceiveSegment(now time.Time, s *wire.Segment, payload []byte) error {
	if !c.belongs(s) {
		c.stats.Damaged++
		return fmt.Errorf("receive: %w: %08x", ErrConnection, s.Connection)
	}
	c.noteSleep(now)
	c.stats.Received++
	c.stats.ReceivedBytes += int64(s.Size() + len(payload))
	number := c.PacketNumber(s.Packet)
	if c.state == Closed {
		c.receiveClosed(s)
		return nil
	}
	if !c.state.synchronized() {
		goOn, err := c.receiveOpening(now, s, payload)
		if !goOn {
			return err
		}
	}
	c.receiveSynchronized(now, s, payload, number)
	return nil
}

// note remembers the packet number of a valid segment of a synchronized connection, and that it is to be echoed.
//
// Nothing else moves the number that later ones are restored against: not a segment that is dropped for
// what it says, and nothing of the opening, which is not authenticated when its number is restored. A
// stranger could shift all that follow, and a nonce made from them, by up to 2³¹.
func (c *Conn) note(now time.Time, s *wire.Segment, number uint64) {
	c.largest = max(c.largest, number)
	if s.Length > 0 || s.Flags&(wire.FIN|wire.PSH|wire.OPN) != 0 {
		c.ack.heard(now, s.Packet)
	}
}

// receiveSynchronized follows the order of checks of RFC 9293 section 3.10.7.4.
func (c *Conn) receiveSynchronized(now time.Time, s *wire.Segment, payload []byte, number uint64) {
	switch {
	case s.Flags&wire.RST != 0:
		c.onReset(now, s, number)
		return
	case s.Flags&wire.SYN != 0:
		c.onLateSYN(now, s)
		return
	case s.Flags&wire.ACK == 0 || !c.plausible(s) || !c.acknowledgesSent(now, s):
		return
	}
	c.note(now, s, number)
	c.onHeard(now)
	if c.opening.active && !c.opening.confirmed {
		c.confirm()
	}
	c.onAck(now, s, number)
	if c.closing && c.send.end.before(c.una) {
		c.onFINAcknowledged(now)
	}
	if s.Flags&(wire.PSH|wire.OPN|wire.FIN) != 0 {
		c.ack.now()
	}
	if s.Flags&wire.OPN == 0 {
		c.onData(now, s, payload)
	}
	if c.state == TimeWait && s.Flags&wire.FIN != 0 {
		c.enterTimeWait(now)
	}
}

// onLateSYN takes a SYN on an open connection: the client's third flight was lost, or the server's
// answer came twice, or it is forged (RFC 5961 section 4.2).
func (c *Conn) onLateSYN(now time.Time, s *wire.Segment) {
	if c.opening.active && !c.opening.confirmed && c.recv.next == sequence(s.Sequence).plus(1) {
		c.ack.heard(now, s.Packet)
		c.opening.due = true
		return
	}
	c.challenge(now)
}

// plausible reports whether a segment's sequence number is near enough to what is expected to belong
// to this connection.
func (c *Conn) plausible(s *wire.Segment) bool {
	distance := sequence(s.Sequence).minus(c.recv.next)
	return distance <= wire.MaxWindow && distance >= -2*wire.MaxWindow
}

// acknowledgesSent reports whether a segment acknowledges what can be under way (RFC 9293 section
// 3.10.7.4, fifth check). One that acknowledges what was never sent is answered and
// dropped, one that is far too old only dropped: then nothing in it counts.
func (c *Conn) acknowledgesSent(now time.Time, s *wire.Segment) bool {
	ack := sequence(s.Acknowledgement)
	if c.nxt.before(ack) {
		c.challenge(now)
		return false
	}
	return c.una.minus(ack) <= wire.MaxWindow
}

// onData takes a segment's bytes and its FIN (RFC 9293 section 3.10.7.4, seventh and eighth check).
func (c *Conn) onData(now time.Time, s *wire.Segment, payload []byte) {
	if len(payload) > 0 {
		if c.peerClosed || c.hasFIN && c.finAt.before(sequence(s.Sequence).plus(s.Length)) {
			c.stats.Duplicates++
			c.ack.onDuplicate()
			return
		}
		before := c.recv.next
		switch c.recv.insert(sequence(s.Sequence), payload) {
		case inOrder:
			c.ack.onData(now)
		case duplicate:
			c.stats.Duplicates++
			c.ack.onDuplicate()
		case refused:
			c.stats.Refused++
			c.ack.now()
		default:
			c.ack.now() // a hole, or the end of one (RFC 5681 section 4.2)
		}
		if c.state == FinWait2 && c.recv.next != before {
			c.awaitFIN(now)
		}
	}
	if s.Flags&wire.FIN != 0 && !c.hasFIN {
		c.noteFIN(s)
	}
	if c.hasFIN && !c.peerClosed && c.recv.next == c.finAt {
		c.onFIN(now)
	}
}

// SentPacketNumber returns the full number of the datagram that Transmit wrote last, which a lower layer needs
// as its nonce.
func (c *Conn) SentPacketNumber() uint64 { return c.nextPacket - 1 }

// PacketNumber restores the full packet number of a segment that arrives.
func (c *Conn) PacketNumber(low uint32) uint64 {
	return wire.ExpandPacketNumber(low, c.largest+1)
}
