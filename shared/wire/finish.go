package wire

// AppendFinish appends the unsealed part of the client's second flight, the payload of its ACK|OPN: the secret sealed under
// the server's key with ExchangeRSA, empty with X25519. The sealed part follows it.
//
//	byte  0     1…2           3…
//	     0x04  secret's size  secret │ sealed: the client's finished MAC
func AppendFinish(dst, secret []byte) []byte { return appendSized(append(dst, kindFinish), secret) }

// ParseFinish splits the payload into the unsealed part, the secret in it, and the sealed part. All alias b. Errors wrap
// ErrOpening.
func ParseFinish(b []byte) (clear, secret, sealed []byte, err error) {
	r := reader{b: b}
	r.kind(kindFinish)
	secret = r.sized()
	if r.bad {
		return nil, nil, nil, at(ErrOpening, r.at)
	}
	return b[:r.at], secret, b[r.at:], nil
}
