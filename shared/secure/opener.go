package secure

import "time"

// Opener opens the datagrams of one direction. It checks in the order of docs/protocol.md: packet number, key, tag; it
// changes its state only after that. It is not safe for concurrent use.
type Opener struct {
	window    Window
	present   direction
	phase     bool
	first     uint64     // lowest number seen in the current phase
	following *direction // derived when a datagram of the other phase arrives; else nil
	past      *direction // the previous key, until pastUntil
	pastUntil time.Time
}

func newOpener(s secret) *Opener { return &Opener{present: newDirection(s)} }

// Expected returns the expected packet number, for wire.ExpandPacketNumber.
func (o *Opener) Expected() uint64 { return o.window.Expected() }

// Open decrypts a datagram in place: clear is its header's length, packet the full number, phase the header's key phase. An
// authentic datagram under the next key makes that key current. The previous key is kept for the time keep, three times the
// RTO, for late datagrams. The payload aliases datagram. Errors are ErrReplayed and ErrSealed; an error changes no state,
// but overwrites datagram after clear.
func (o *Opener) Open(now time.Time, datagram []byte, clear int, packet uint64, phase bool, keep time.Duration) ([]byte, error) {
	if !o.window.Fresh(packet) {
		return nil, ErrReplayed
	}
	if o.past != nil && !now.Before(o.pastUntil) {
		o.past = nil
	}
	payload, err := o.open(now, datagram, clear, packet, phase, keep)
	if err != nil {
		return nil, err
	}
	o.window.Use(packet)
	return payload, nil
}

func (o *Opener) open(now time.Time, datagram []byte, clear int, packet uint64, phase bool, keep time.Duration) ([]byte, error) {
	if phase == o.phase {
		payload, err := o.present.open(datagram, clear, packet)
		if err == nil {
			o.first = min(o.first, packet)
		}
		return payload, err
	}
	if packet < o.first { // sealed before the key update
		if o.past == nil {
			return nil, ErrSealed
		}
		return o.past.open(datagram, clear, packet)
	}
	if o.following == nil {
		d := o.present.next()
		o.following = &d
	}
	payload, err := o.following.open(datagram, clear, packet)
	if err != nil {
		return nil, err
	}
	past := o.present
	o.past, o.pastUntil = &past, now.Add(keep)
	o.present, o.following, o.phase, o.first = *o.following, nil, phase, packet
	return payload, nil
}
