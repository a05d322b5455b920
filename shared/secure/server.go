package secure

import (
	"crypto/ecdh"
	"crypto/hmac"
	"fmt"

	"obrolan/shared/rsa"
	"obrolan/shared/wire"
)

// ServerConfig is what a server opens with. It serves any number of openings.
type ServerConfig struct {
	Identity *rsa.Identity
	Choice   wire.Choice // the room's settings; a client whose offer lacks them is refused
	Flags    wire.WelcomeFlags
	Random   func([]byte) // fills its argument with random bytes
}

// Server is the server's side of one opening, from a hello with a good cookie on. Not safe for concurrent use; the signature
// may be made elsewhere in the meantime.
type Server struct {
	config  *ServerConfig
	share   *ecdh.PrivateKey
	peer    [wire.ShareSize]byte
	agreed  []byte // X25519 of the two shares; nil until the first finish
	welcome wire.Welcome
	script  *transcript
}

// Accept answers a hello whose cookie was good. The numbers are those of the SYN and of the SYN|ACK to come. The
// error is ErrOffer.
func Accept(config *ServerConfig, numbers Numbers, hello *wire.Hello) (*Server, error) {
	if !hello.Offer.Accepts(config.Choice) {
		return nil, ErrOffer
	}
	s := &Server{config: config, peer: hello.Share}
	s.welcome = wire.Welcome{Choice: config.Choice, Flags: config.Flags, Connection: numbers.ServerConnection,
		Key: config.Identity.Public().Marshal()}
	config.Random(s.welcome.Random[:])
	if config.Choice.Exchange == wire.ExchangeX25519 {
		s.share = newShare(config.Random)
		copy(s.welcome.Share[:], s.share.PublicKey().Bytes())
	}
	s.script = opened(numbers, hello, &s.welcome)
	return s, nil
}

// ToSign returns the message that the server's key signs, with rsa.Identity.Sign: some milliseconds of work for a worker.
func (s *Server) ToSign() []byte { return signed(serverLabel, s.script.sum()) }

// Signed takes the signature and returns the payload of the SYN|ACK.
func (s *Server) Signed(signature []byte) []byte {
	s.welcome.Signature = signature
	s.script.add(signature)
	return s.welcome.AppendTo(nil)
}

// Finished takes the datagram of an ACK|OPN: its header is clear bytes long and packet its full number. The header's
// sequence and acknowledgement number must be those that follow the SYNs exactly, as the transcript covers no other, and
// an unsigned number would allow to cut off the first bytes of the stream. The caller has checked them. The datagram's
// bytes are spoiled. With wire.ExchangeRSA it costs an RSA decryption, once for each datagram that is well-formed.
// Errors wrap wire.ErrOpening, ErrSealed or ErrFinished: after each of them the opening goes on.
func (s *Server) Finished(datagram []byte, clear int, packet uint64) (*Keys, error) {
	part, sealed, _, err := wire.ParseFinish(datagram[clear:])
	if err != nil {
		return nil, err
	}
	script := s.script.clone() // a forged finish must not count
	shared, err := s.exchange(sealed, script)
	if err != nil {
		return nil, err
	}
	script.add(part)
	schedule := newSchedule(shared, script.sum())
	d := newDirection(schedule.client)
	mac, err := d.open(datagram, clear+len(part), packet)
	if err != nil {
		return nil, err
	}
	if !hmac.Equal(mac, schedule.finished()) {
		return nil, ErrFinished
	}
	script.add(mac)
	return serverKeys(schedule, script.sum()), nil
}

// exchange returns the shared secret.
func (s *Server) exchange(sealed []byte, script *transcript) ([]byte, error) {
	if s.config.Choice.Exchange == wire.ExchangeX25519 {
		if len(sealed) > 0 {
			return nil, fmt.Errorf("%w: a secret that nobody asked for", wire.ErrOpening)
		}
		if s.agreed != nil { // forged finishes must not cost a multiplication each
			return s.agreed, nil
		}
		shared, err := agree(s.share, s.peer)
		s.agreed = shared
		return shared, err
	}
	label := script.sum()
	// A secret that does not open is replaced by a random one, so that its sender learns nothing from the answer but that
	// the finish was not authentic (RFC 5246 section 7.4.7.1, against Bleichenbacher's and Manger's attacks).
	shared := make([]byte, rsaSecretSize)
	s.config.Random(shared)
	if secret, err := s.config.Identity.Open(sealed, label[:]); err == nil && len(secret) == rsaSecretSize {
		shared = secret
	}
	return shared, nil
}
