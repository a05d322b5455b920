package wire

import "encoding/binary"

// Welcome is the server's flight, the payload of its SYN|ACK: its choice, the connection's new id, its key share and, from
// hybrid up, its public key and the signature over the transcript.
//
//	byte  0      1…4     5      6…9    10…41    42…73   74…75        …
//	     0x03  Choice  Flags  new id  Random   Share   key's size  key, signature's size (2 bytes), signature
type Welcome struct {
	Choice     Choice
	Flags      WelcomeFlags
	Connection uint32
	Random     [RandomSize]byte
	Share      [ShareSize]byte // zeros with ExchangeRSA
	Key        []byte          // the server's public key; aliases the parsed payload
	Signature  []byte          // also aliases it
}

// WelcomeFlags describes the room to a client before it continues.
type WelcomeFlags uint8

// The flags of a Welcome.
const (
	WithClassic  WelcomeFlags = 1 << iota // classic clients share the room
	WithPassword                          // the room has a password
	allWelcome   = WithClassic | WithPassword
)

// AppendUnsigned appends the payload up to and including the key: what the signature covers.
func (w *Welcome) AppendUnsigned(dst []byte) []byte {
	c := w.Choice
	dst = append(dst, kindWelcome, byte(c.Level), byte(c.Exchange), byte(c.Transport), byte(c.Integrity), byte(w.Flags))
	dst = binary.BigEndian.AppendUint32(dst, w.Connection)
	dst = append(dst, w.Random[:]...)
	dst = append(dst, w.Share[:]...)
	return appendSized(dst, w.Key)
}

// AppendTo appends the payload.
func (w *Welcome) AppendTo(dst []byte) []byte { return appendSized(w.AppendUnsigned(dst), w.Signature) }

// ParseWelcome parses a SYN|ACK's payload. Errors wrap ErrOpening.
func ParseWelcome(b []byte) (w Welcome, err error) {
	r := reader{b: b}
	r.kind(kindWelcome)
	w.Choice = Choice{Level(r.byte()), Exchange(r.byte()), Transport(r.byte()), Integrity(r.byte())}
	w.Flags = WelcomeFlags(r.byte())
	if id := r.take(4); id != nil {
		w.Connection = binary.BigEndian.Uint32(id)
	}
	copy(w.Random[:], r.take(RandomSize))
	copy(w.Share[:], r.take(ShareSize))
	w.Key = r.sized()
	w.Signature = r.sized()
	if w.Flags&^allWelcome != 0 {
		r.bad = true
	}
	return w, r.done()
}
