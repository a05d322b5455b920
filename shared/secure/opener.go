package secure

import "time"

// Opener opens the datagrams of one direction. The order of its checks is that of docs/protocol.md: packet number, key,
// tag; and only then is anything changed. Not safe for concurrent use.
type Opener struct {
	window    Window
	present   direction
	phase     bool
	first     uint64     // lowest number seen in the present phase
	following *direction // derived when a datagram of the other phase comes; else nil
	past      *direction // the key before, until pastUntil
	pastUntil time.Time
}

func newOpener(s secret) *Opener { return &Opener{present: newDirection(s)} }

// Expected is what the low half of a packet number is expanded with.
func (o *Opener) Expected() uint64 { return o.window.Expected() }

// Open decrypts a datagram in place: clear is its header's length, packet the full number, phase the header's key phase. An
// authentic datagram under the next key makes that the present one; the key before is kept for the time keep, which is
// three times the RTO, for datagrams that are late. The payload aliases datagram. Errors are ErrReplayed and ErrSealed; after
// either nothing has changed, but the datagram's bytes behind clear are spoiled.
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
	if packet < o.first { // sealed before the update that has been seen
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
