package secure

import (
	"crypto/ecdh"
	"fmt"

	"obrolan/shared/rsa"
	"obrolan/shared/wire"
)

// rsaSecretSize is the length in bytes of what the client sends under the server's key with wire.ExchangeRSA.
const rsaSecretSize = 32

// ClientConfig configures a client's opening.
type ClientConfig struct {
	Offer wire.Offer
	// Trust decides whether to accept the server's key, after its signature has been verified; an error refuses the
	// welcome. It is called for each welcome that arrives.
	Trust func(wire.Welcome, rsa.PublicIdentity) error
	// Random fills its argument with random bytes.
	Random func([]byte)
}

// Client is the client's side of one opening. The drawing in doc.go gives the order of its methods. Challenged and Welcomed
// may be called again, because their input can be forged: an error changes nothing, and the opening continues with the next
// datagram. It is not safe for concurrent use.
type Client struct {
	config  ClientConfig
	numbers Numbers
	hello   wire.Hello
	share   *ecdh.PrivateKey

	welcome  wire.Welcome
	clear    []byte // the finish's part in the clear
	schedule schedule
	script   *transcript
}

// NewClient starts an opening for a SYN with that connection id and initial sequence number.
func NewClient(config ClientConfig, connection, sequence uint32) *Client {
	c := &Client{config: config, numbers: Numbers{ClientConnection: connection, ClientSequence: sequence}}
	c.hello.Offer = config.Offer
	config.Random(c.hello.Random[:])
	c.share = newShare(config.Random)
	copy(c.hello.Share[:], c.share.PublicKey().Bytes())
	return c
}

// newShare draws an X25519 key (RFC 7748 section 5).
func newShare(random func([]byte)) *ecdh.PrivateKey {
	var b [wire.ShareSize]byte
	random(b[:])
	key, err := ecdh.X25519().NewPrivateKey(b[:])
	if err != nil {
		panic(err) // only for other lengths
	}
	return key
}

// Hello appends the payload of the next SYN, padded to size bytes.
func (c *Client) Hello(dst []byte, size int) []byte { return c.hello.AppendTo(dst, size) }

// Challenged takes a challenge's payload. The next Hello contains its cookie. The error wraps wire.ErrOpening.
func (c *Client) Challenged(payload []byte) error {
	cookie, err := wire.ParseChallenge(payload)
	if err != nil {
		return err
	}
	c.hello.Cookie = append([]byte(nil), cookie...)
	return nil
}

// Welcomed takes a SYN|ACK's payload, and the sequence number in its header. Errors wrap ErrRefused or wire.ErrOpening.
func (c *Client) Welcomed(payload []byte, sequence uint32) error {
	w, err := wire.ParseWelcome(append([]byte(nil), payload...))
	if err != nil {
		return err
	}
	switch {
	case !c.config.Offer.Accepts(w.Choice):
		return fmt.Errorf("%w: it chose what was not offered", ErrRefused)
	case w.Choice.Level < wire.Hybrid:
		return fmt.Errorf("%w: its rung is below hybrid", ErrRefused)
	}
	key, err := rsa.ParsePublicIdentity(w.Key)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	numbers := c.numbers
	numbers.ServerSequence, numbers.ServerConnection = sequence, w.Connection
	script := opened(numbers, &c.hello, &w)
	if err := key.Verify(signed(serverLabel, script.sum()), w.Signature); err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := c.config.Trust(w, key); err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	script.add(w.Signature)
	shared, sealed, err := c.exchange(&w, key, script)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	c.clear = wire.AppendFinish(nil, sealed)
	script.add(c.clear)
	c.welcome, c.script = w, script
	c.schedule = newSchedule(shared, script.sum())
	return nil
}

// opened returns the transcript up to what the server signs.
func opened(n Numbers, h *wire.Hello, w *wire.Welcome) *transcript {
	script := newTranscript()
	script.addNumbers(n)
	script.add(h.AppendCore(nil))
	script.add(w.AppendUnsigned(nil))
	return script
}

// exchange returns the shared secret and the form of it that the server needs.
func (c *Client) exchange(w *wire.Welcome, key rsa.PublicIdentity, script *transcript) (shared, sealed []byte, err error) {
	if w.Choice.Exchange == wire.ExchangeRSA {
		shared = make([]byte, rsaSecretSize)
		c.config.Random(shared)
		label := script.sum()
		sealed, err = key.Seal(shared, label[:])
		return shared, sealed, err
	}
	shared, err = agree(c.share, w.Share)
	return shared, nil, err
}

// agree computes X25519. It refuses a peer's share that gives all zeros (RFC 7748 section 6.1).
func agree(own *ecdh.PrivateKey, peer [wire.ShareSize]byte) ([]byte, error) {
	public, err := ecdh.X25519().NewPublicKey(peer[:])
	if err != nil {
		return nil, ErrShare
	}
	shared, err := own.ECDH(public)
	if err != nil {
		return nil, ErrShare
	}
	return shared, nil
}

// Welcome returns the accepted welcome.
func (c *Client) Welcome() wire.Welcome { return c.welcome }

// FinishSize returns the length of the finish's payload in bytes without the tag: the Length of its header.
func (c *Client) FinishSize() int { return len(c.clear) + secretSize }

// Finish appends the finish's payload to a datagram that holds the header of an ACK|OPN with that packet number, and seals
// it. To repeat the flight, call it again with another packet number.
func (c *Client) Finish(header []byte, packet uint64) []byte {
	datagram := append(header, c.clear...)
	clear := len(datagram)
	datagram = append(datagram, c.schedule.finished()...)
	d := newDirection(c.schedule.client)
	return d.seal(datagram, clear, packet)
}

// Keys returns the connection's keys. Call it once, after Welcomed.
func (c *Client) Keys() *Keys {
	c.script.add(c.schedule.finished())
	return clientKeys(c.schedule, c.script.sum())
}
