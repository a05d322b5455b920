package secure

import (
	"bytes"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"time"

	"obrolan/shared/rsa"
	"obrolan/shared/wire"
)

// identity is drawn once: it takes a while.
var identity = sync.OnceValue(func() *rsa.Identity {
	i, err := rsa.NewIdentity(2048)
	if err != nil {
		panic(err)
	}
	return i
})

var hybrid = wire.Choice{Level: wire.Hybrid, Exchange: wire.ExchangeX25519, Transport: wire.Reliable, Integrity: wire.IntegrityCRC32}

var (
	now  = time.Unix(1_800_000_000, 0)
	peer = netip.MustParseAddrPort("192.0.2.7:40000")
)

const (
	clientISN, serverISN = 1000, 2000
	clientID, serverID   = 0xC0FFEE42, 0xABCDEF01
	fullSize             = wire.MaxDatagram - wire.HeaderSize
)

// world is one opening, with what a test may change on its way.
type world struct {
	t        *testing.T
	config   ServerConfig
	client   *Client
	cookies  *Cookies
	server   *Server
	trusted  []rsa.PublicIdentity
	distrust error
}

func newWorld(t *testing.T, offer wire.Offer, choice wire.Choice) *world {
	w := &world{t: t, config: ServerConfig{Identity: identity(), Choice: choice, Flags: wire.WithPassword, Random: fill(2)}}
	w.cookies = NewCookies(now, fill(3))
	w.client = NewClient(ClientConfig{Offer: offer, Random: fill(1), Trust: func(_ wire.Welcome, key rsa.PublicIdentity) error {
		w.trusted = append(w.trusted, key)
		return w.distrust
	}}, clientID, clientISN)
	return w
}

func asker(p netip.AddrPort) Asker { return Asker{Peer: p, Connection: clientID, Sequence: clientISN} }

// validate plays SYN, challenge and SYN with cookie.
func (w *world) validate() wire.Hello {
	w.t.Helper()
	hello, err := wire.ParseHello(w.client.Hello(nil, fullSize))
	if err != nil || len(hello.Cookie) != 0 {
		w.t.Fatalf("first hello: cookie %x, %v", hello.Cookie, err)
	}
	challenge := wire.AppendChallenge(nil, w.cookies.Make(now, asker(peer), hello.AppendCore(nil)))
	if err := w.client.Challenged(challenge); err != nil {
		w.t.Fatal(err)
	}
	again, err := wire.ParseHello(w.client.Hello(nil, fullSize))
	if err != nil {
		w.t.Fatal(err)
	}
	if !w.cookies.Check(now.Add(time.Second), asker(peer), again.AppendCore(nil), again.Cookie) {
		w.t.Fatal("the cookie is refused")
	}
	return again
}

// welcome plays the server's flight.
func (w *world) welcome(hello *wire.Hello) []byte {
	w.t.Helper()
	numbers := Numbers{ClientSequence: clientISN, ServerSequence: serverISN, ClientConnection: clientID, ServerConnection: serverID}
	var err error
	if w.server, err = Accept(&w.config, numbers, hello); err != nil {
		w.t.Fatal(err)
	}
	signature, err := w.config.Identity.Sign(w.server.ToSign())
	if err != nil {
		w.t.Fatal(err)
	}
	return w.server.Signed(signature)
}

// finish returns the datagram of the third flight, and its header's length.
func (w *world) finish(packet uint32) ([]byte, int) {
	s := wire.Segment{Flags: wire.ACK | wire.OPN, Connection: serverID, Packet: packet, Sequence: clientISN + 1,
		Acknowledgement: serverISN + 1, Length: w.client.FinishSize()}
	return w.client.Finish(s.AppendTo(nil), uint64(packet)), s.Size()
}

// open plays a whole opening.
func (w *world) open() (client, server *Keys) {
	w.t.Helper()
	hello := w.validate()
	flight := w.welcome(&hello)
	if len(flight) > fullSize {
		w.t.Fatalf("the server's flight has %d bytes, more than the hello's %d", len(flight), fullSize)
	}
	if err := w.client.Welcomed(flight, serverISN); err != nil {
		w.t.Fatal(err)
	}
	datagram, clear := w.finish(2)
	server, err := w.server.Finished(datagram, clear, 2)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.client.Keys(), server
}

func TestOpening(t *testing.T) {
	for _, exchange := range []wire.Exchange{wire.ExchangeX25519, wire.ExchangeRSA} {
		choice := hybrid
		choice.Exchange = exchange
		w := newWorld(t, wire.Offering(choice), choice)
		client, server := w.open()
		if client.Transcript != server.Transcript {
			t.Error("the two sides have another transcript")
		}
		if len(w.trusted) != 1 || !w.trusted[0].Equal(identity().Public()) {
			t.Errorf("asked about keys %v", w.trusted)
		}
		if got := w.client.Welcome(); got.Choice != choice || got.Connection != serverID || got.Flags != wire.WithPassword {
			t.Errorf("welcome %+v", got)
		}
		for name, pair := range map[string][2]*Keys{"to the server": {client, server}, "to the client": {server, client}} {
			header, text := []byte("a header"), []byte("halo")
			datagram, err := pair[0].Sealer.Seal(append(bytes.Clone(header), text...), len(header), 3)
			if err != nil {
				t.Fatal(err)
			}
			got, err := pair[1].Opener.Open(now, datagram, len(header), 3, false, time.Second)
			if err != nil || !bytes.Equal(got, text) {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
	}
}

// TestOpeningsDiffer: each has fresh randomness from both sides, so that a repeated flight repeats no key.
func TestOpeningsDiffer(t *testing.T) {
	w := newWorld(t, wire.Offering(hybrid), hybrid)
	first, _ := w.open()
	again := newWorld(t, wire.Offering(hybrid), hybrid)
	again.config.Random = w.config.Random // goes on
	second, _ := again.open()
	if first.Transcript == second.Transcript {
		t.Error("the same client and another server randomness give the same transcript")
	}
}

func TestRepeatedFinish(t *testing.T) {
	w := newWorld(t, wire.Offering(hybrid), hybrid)
	hello := w.validate()
	if err := w.client.Welcomed(w.welcome(&hello), serverISN); err != nil {
		t.Fatal(err)
	}
	first, _ := w.finish(2)
	second, clear := w.finish(3)
	if bytes.Equal(first[clear:], second[clear:]) {
		t.Error("two datagrams of the finish are sealed alike: a nonce was used twice")
	}
	if _, err := w.server.Finished(second, clear, 3); err != nil {
		t.Error(err)
	}
}

// TestFlippedWelcome changes each byte of the server's flight, one by one: each is refused, and the true one is
// accepted after all of them.
func TestFlippedWelcome(t *testing.T) {
	w := newWorld(t, wire.Offering(hybrid), hybrid)
	hello := w.validate()
	flight := w.welcome(&hello)
	for i := range flight {
		forged := bytes.Clone(flight)
		forged[i] ^= 1
		if err := w.client.Welcomed(forged, serverISN); !errors.Is(err, ErrRefused) && !errors.Is(err, wire.ErrOpening) {
			t.Errorf("byte %d flipped: %v", i, err)
		}
		if err := w.client.Welcomed(flight[:i], serverISN); err == nil {
			t.Errorf("cut to %d bytes: accepted", i)
		}
	}
	if len(w.trusted) != 0 {
		t.Errorf("asked %d times about keys whose signature is wrong", len(w.trusted))
	}
	if err := w.client.Welcomed(flight, serverISN+1); !errors.Is(err, ErrRefused) {
		t.Errorf("another sequence number: %v", err)
	}
	if err := w.client.Welcomed(flight, serverISN); err != nil {
		t.Errorf("the true one after forged ones: %v", err)
	}
}

func TestFlippedFinish(t *testing.T) {
	for _, exchange := range []wire.Exchange{wire.ExchangeX25519, wire.ExchangeRSA} {
		choice := hybrid
		choice.Exchange = exchange
		w := newWorld(t, wire.Offering(choice), choice)
		hello := w.validate()
		if err := w.client.Welcomed(w.welcome(&hello), serverISN); err != nil {
			t.Fatal(err)
		}
		datagram, clear := w.finish(2)
		step := 1 + len(datagram)/100 // an RSA decryption a byte takes a while
		for i := 0; i < len(datagram); i += step {
			forged := bytes.Clone(datagram)
			forged[i] ^= 1
			if _, err := w.server.Finished(forged, clear, 2); err == nil {
				t.Errorf("byte %d flipped: accepted", i)
			}
		}
		if _, err := w.server.Finished(bytes.Clone(datagram), clear, 3); !errors.Is(err, ErrSealed) {
			t.Errorf("another packet number: %v", err)
		}
		if _, err := w.server.Finished(datagram, clear, 2); err != nil {
			t.Errorf("the true one after forged ones: %v", err)
		}
	}
}

// TestPaddingGivesNothingAway: a wrong OAEP padding fails exactly as a wrong MAC does.
func TestPaddingGivesNothingAway(t *testing.T) {
	choice := hybrid
	choice.Exchange = wire.ExchangeRSA
	w := newWorld(t, wire.Offering(choice), choice)
	hello := w.validate()
	if err := w.client.Welcomed(w.welcome(&hello), serverISN); err != nil {
		t.Fatal(err)
	}
	datagram, clear := w.finish(2)
	forged := bytes.Clone(datagram)
	forged[clear+3] ^= 1 // within the secret
	if _, err := w.server.Finished(forged, clear, 2); !errors.Is(err, ErrSealed) {
		t.Errorf("wrong padding: %v", err)
	}
}

func TestAnImpostorIsRefused(t *testing.T) {
	w := newWorld(t, wire.Offering(hybrid), hybrid)
	hello := w.validate()
	w.distrust = errors.New("the key has changed")
	if err := w.client.Welcomed(w.welcome(&hello), serverISN); !errors.Is(err, ErrRefused) || !errors.Is(err, w.distrust) {
		t.Errorf("another key: %v", err)
	}
	w.distrust = nil
	if err := w.client.Welcomed(w.welcome(&hello), serverISN); err != nil {
		t.Errorf("the known key after an impostor's: %v", err)
	}
}

func TestDowngrade(t *testing.T) {
	strong := wire.Offering(hybrid)
	weak := hybrid
	weak.Level = wire.RC4
	if _, err := Accept(&ServerConfig{Identity: identity(), Choice: weak, Random: fill(2)}, Numbers{}, &wire.Hello{Offer: strong}); !errors.Is(err, ErrOffer) {
		t.Errorf("a server at a rung that the client refuses: %v", err)
	}
	// An impostor that chooses what was not offered, and signs it.
	for _, change := range []func(*wire.Choice){
		func(c *wire.Choice) { c.Level = wire.Plain },
		func(c *wire.Choice) { c.Level = 9 },
		func(c *wire.Choice) { c.Exchange = wire.ExchangeRSA },
		func(c *wire.Choice) { c.Transport = wire.Datagram },
		func(c *wire.Choice) { c.Integrity = wire.IntegrityNone },
	} {
		choice := hybrid
		change(&choice)
		w := newWorld(t, strong, choice)
		hello := w.validate()
		hello.Offer = wire.Offer{Levels: 0xFF, Exchanges: 0xFF, Transports: 0xFF, Integrities: 0xFF}
		if choice.Level > 7 {
			continue // an offer has no bit for it
		}
		if err := w.client.Welcomed(w.welcome(&hello), serverISN); !errors.Is(err, ErrRefused) {
			t.Errorf("%+v: %v", choice, err)
		}
	}
}

// TestARewrittenHelloIsNoticed: somebody on the path widens the offer, and the server signs what it has seen.
func TestARewrittenHelloIsNoticed(t *testing.T) {
	w := newWorld(t, wire.Offering(hybrid), hybrid)
	hello := w.validate()
	hello.Offer.Levels |= 1 << wire.Plain
	if err := w.client.Welcomed(w.welcome(&hello), serverISN); !errors.Is(err, rsa.ErrSignature) {
		t.Errorf("got %v", err)
	}
}
