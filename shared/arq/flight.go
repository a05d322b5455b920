package arq

import (
	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/wire"
)

// packetStatus is what the sender knows of one datagram.
type packetStatus uint8

const (
	uncounted  packetStatus = iota // an opening, a probe, a copy: not in congestion control's count
	flying                         // in flight
	landed                         // it, or what it carried, arrived
	lost                           // declared lost; an echo may still prove the opposite
	superseded                     // a loss probe carried the same again; nobody knows yet
)

// sentPacket is one datagram that asks for an acknowledgement.
type sentPacket struct {
	control.PacketState
	status  packetStatus
	echoed  bool   // an acknowledgement echoed it
	copied  bool   // a redundant copy of what it carries had left before
	episode uint32 // the loss episode that it was declared lost in
	segment uint32 // position on the scoreboard of what it carried
	earlier uint64 // number of the transmission before, if this is a retransmission
}

// keptPackets is how many datagrams the log remembers at least while data flows, so that a late echo
// still finds its own.
const keptPackets = 32

// flight is the log of sent datagrams by packet number. A number is never used twice, so an
// echo names one transmission: that makes a round trip unambiguous and gives away
// a retransmission that was not needed.
//
//	first          oldest                      end
//	  |--- settled ---|--- flying and settled ---|   packet number →
type flight struct {
	packets deque[sentPacket]
	oldest  uint32 // every packet before this position is settled
	bytes   int    // in flight, headers included
	flying  int    // datagrams in flight
}

// add appends a datagram to the log. outstanding is the number of segments that are not acknowledged: settled
// entries make room once there are twice as many, so that what was just declared lost is remembered.
func (f *flight) add(p sentPacket, outstanding int) {
	for f.packets.size() >= keptPackets+2*outstanding && f.packets.first != f.oldest {
		f.packets.pop()
	}
	if p.status == flying {
		f.bytes += p.Bytes
		f.flying++
	}
	f.packets.push(p)
	f.skipSettled()
}

// land takes a datagram out of the flight.
func (f *flight) land(p *sentPacket, status packetStatus) {
	if p.status == flying {
		f.bytes -= p.Bytes
		f.flying--
	}
	p.status = status
	f.skipSettled()
}

func (f *flight) skipSettled() {
	for f.oldest != f.packets.end && f.packets.at(f.oldest).status != flying {
		f.oldest++
	}
}

// find returns the log's entry for a packet number, nil if there is none or no more.
func (f *flight) find(number uint64) *sentPacket {
	low, high := f.packets.first, f.packets.end
	for low != high {
		middle := low + (high-low)/2
		if f.packets.at(middle).Number < number {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if p := f.packets.at(low); p != nil && p.Number == number {
		return p
	}
	return nil
}

// each calls do for every flying datagram, the oldest first. do may land it.
func (f *flight) each(do func(*sentPacket)) {
	for i := f.oldest; i != f.packets.end; i++ {
		if p := f.packets.at(i); p.status == flying {
			do(p)
		}
	}
}

// revive puts a datagram that was declared lost back into the flight.
func (f *flight) revive(position uint32) {
	p := f.packets.at(position)
	p.status = flying
	f.bytes += p.Bytes
	f.flying++
	if position-f.packets.first < f.oldest-f.packets.first {
		f.oldest = position
	}
}

// expandEcho restores the full number of an echoed packet: the latest sent with that low half,
// as nothing that was not sent can be echoed.
func (c *Conn) expandEcho(low uint32) (uint64, bool) {
	number := wire.ExpandPacketNumber(low, c.nextPacket)
	return number, number < c.nextPacket
}

// flightSize is what was sent and is not cumulatively acknowledged, headers included (RFC 5681 section 2).
func (c *Conn) flightSize() int {
	return c.nxt.minus(c.una) + c.board.segments.size()*wire.HeaderSize
}
