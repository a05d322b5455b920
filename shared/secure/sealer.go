package secure

// Limits of one key, in datagrams.
const (
	// updateAfter is when to update a key: far below the limit of AES-GCM (RFC 8446 section 5.5: 2^24.5 records).
	updateAfter = 1 << 23
	// maxSealed is the limit after which the key must not be used.
	maxSealed = 1 << 24
)

// Sealer seals the datagrams of one direction. It is not safe for concurrent use.
//
//	phase 0 ──Update──▶ phase 1 ──Update──▶ phase 0 ──▶ …
//	            only once the peer has acknowledged a datagram of the present phase
type Sealer struct {
	direction    direction
	phase        bool
	sealed       uint64 // under the current key
	first        uint64 // packet number of the first of them
	acknowledged bool   // the peer has opened one of them
}

func newSealer(s secret) *Sealer { return &Sealer{direction: newDirection(s)} }

// Phase is the key phase that the header of the next datagram has to tell, in wire.KEY.
func (s *Sealer) Phase() bool { return s.phase }

// Seal encrypts a datagram in place: clear is its header's length, which includes the checksum, and packet the full
// number in it. It appends the tag, Overhead bytes, and allocates only if there is no room for it. Each packet number
// is used once. The error is ErrExhausted: the connection must end.
func (s *Sealer) Seal(datagram []byte, clear int, packet uint64) ([]byte, error) {
	if s.sealed >= maxSealed {
		return nil, ErrExhausted
	}
	if s.sealed == 0 {
		s.first = packet
	}
	s.sealed++
	return s.direction.seal(datagram, clear, packet), nil
}

// Acknowledged says that the peer has opened the datagram with that number: an authentic datagram echoed it.
func (s *Sealer) Acknowledged(packet uint64) {
	if s.sealed > 0 && packet >= s.first {
		s.acknowledged = true
	}
}

// Due reports whether it is time to Update.
func (s *Sealer) Due() bool { return s.sealed >= updateAfter && s.acknowledged }

// Update goes on to the next key, and reports whether it did: not before the peer has opened a datagram under the
// present one, so that it never has to look for more than one key ahead.
func (s *Sealer) Update() bool {
	if !s.acknowledged {
		return false
	}
	s.direction, s.phase = s.direction.next(), !s.phase
	s.sealed, s.first, s.acknowledged = 0, 0, false
	return true
}
