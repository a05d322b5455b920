package wire

// Hello is the client's first flight, the payload of its SYN: what it accepts, its key share and, after a challenge, the
// server's cookie. The payload is padded, so that no answer to it is larger.
//
//	byte  0      1…4     5…36     37…68    69            70…
//	     0x01  Offer    Random    Share   cookie's size  cookie, then zeros to the end
type Hello struct {
	Offer  Offer
	Random [RandomSize]byte
	Share  [ShareSize]byte
	Cookie []byte // at most 255 bytes; aliases the payload that was parsed
}

// HelloCoreSize is the length of the part that is the same with and without cookie. Cookie and transcript cover it.
const HelloCoreSize = 1 + choiceSize + RandomSize + ShareSize

// AppendCore appends the hello's bytes before its cookie.
func (h *Hello) AppendCore(dst []byte) []byte {
	o := h.Offer
	dst = append(dst, kindHello, o.Levels, o.Exchanges, o.Transports, o.Integrities)
	dst = append(dst, h.Random[:]...)
	return append(dst, h.Share[:]...)
}

// AppendTo appends the payload, padded with zeros to size bytes.
func (h *Hello) AppendTo(dst []byte, size int) []byte {
	start := len(dst)
	dst = h.AppendCore(dst)
	dst = append(append(dst, byte(len(h.Cookie))), h.Cookie...)
	for len(dst)-start < size {
		dst = append(dst, 0)
	}
	return dst
}

// ParseHello parses a SYN's payload. Errors wrap ErrOpening.
func ParseHello(b []byte) (h Hello, err error) {
	r := reader{b: b}
	r.kind(kindHello)
	h.Offer = Offer{r.byte(), r.byte(), r.byte(), r.byte()}
	copy(h.Random[:], r.take(RandomSize))
	copy(h.Share[:], r.take(ShareSize))
	h.Cookie = r.take(int(r.byte()))
	r.zeros()
	return h, r.done()
}
