package classic

import (
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// fakeServer is a classic server for tests: datagrams in, datagrams out, no sockets. It imitates ours or, if original
// is set, an original.
type fakeServer struct {
	original bool
	password string
	key      rsa.Textbook
	dec      *rsa.Decrypter
	peers    map[string]*fakePeer
	order    []string // addresses in the order of joining
	deaf     func(from string, r wire.Request) bool
	gone     map[string]bool // who left, at a server like ours
	lines    []string        // lines sent to all members
}

type fakePeer struct {
	enc  *rsa.Encrypter
	let  bool
	name string
}

// mail is a datagram to or from an address.
type mail struct {
	addr string
	data []byte
}

// seeded returns a deterministic source of bytes for keys.
func seeded(seed uint64) io.Reader {
	var b [32]byte
	b[0] = byte(seed)
	b[1] = byte(seed >> 8)
	return rand.NewChaCha8(b)
}

func newFakeServer(seed uint64) *fakeServer {
	key, err := rsa.Generate(seeded(seed), rsa.Classic)
	if err != nil {
		panic(err)
	}
	return &fakeServer{password: "12345", key: key, dec: rsa.NewDecrypter(key), peers: map[string]*fakePeer{}, gone: map[string]bool{}}
}

// handle answers a datagram.
func (f *fakeServer) handle(from string, data []byte) []mail {
	r, err := wire.ParseRequest(data)
	if err != nil || f.deaf != nil && f.deaf(from, r) {
		return nil
	}
	p := f.peers[from]
	if p == nil {
		if r.Kind != wire.KindKeys {
			return f.stranger(from, r)
		}
		enc, _ := rsa.NewEncrypter(r.Key)
		f.peers[from] = &fakePeer{enc: enc}
		f.order = append(f.order, from)
		return f.clear(from, string(wire.AppendKeys(nil, f.key.Public)))
	}
	switch r.Kind {
	case wire.KindKeys:
		if f.original {
			if !p.let {
				return f.clear(from, wire.TextPasswordFirst)
			}
			return nil
		}
		p.enc, _ = rsa.NewEncrypter(r.Key)
		return f.clear(from, string(wire.AppendKeys(nil, f.key.Public)))
	case wire.KindPassword:
		return f.presented(from, p, r)
	case wire.KindProbe:
		return nil
	}
	if !p.let {
		return f.clear(from, wire.TextPasswordFirst)
	}
	return f.inside(from, p, r)
}

// stranger answers an unknown address. An original does not.
func (f *fakeServer) stranger(from string, r wire.Request) []mail {
	switch {
	case f.original || r.Kind == wire.KindProbe:
		return nil
	case r.Kind == wire.KindLeave && f.gone[from]:
		return f.clear(from, wire.TextBye)
	}
	return f.clear(from, wire.TextPasswordFirst)
}

func (f *fakeServer) presented(from string, p *fakePeer, r wire.Request) []mail {
	if p.let && f.original {
		return nil
	}
	if got, _ := f.dec.Text(r.Cipher); got != f.password {
		return f.clear(from, wire.TextPasswordWrong)
	}
	p.let = true
	return f.clear(from, wire.TextPasswordRight)
}

// inside handles requests that need the password first.
func (f *fakeServer) inside(from string, p *fakePeer, r wire.Request) []mail {
	switch r.Kind {
	case wire.KindCheck:
		if r.Name == "" && !f.original || f.holder(r.Name) != "" {
			return f.clear(from, wire.TextUnavailable)
		}
		return f.clear(from, wire.TextAvailable)
	case wire.KindSet:
		if h := f.holder(r.Name); h != "" && (f.original || h != from) {
			return f.clear(from, wire.TextUnavailable)
		}
		answer := f.clear(from, string(wire.AppendSetAnswer(nil, r.Name)))
		if p.name == r.Name {
			return answer
		}
		p.name = r.Name
		return append(answer, f.room(from, wire.Line{Kind: wire.LineJoined, Name: p.name})...)
	case wire.KindSignUp:
		if f.original {
			return f.room(from, wire.Line{Kind: wire.LineJoined, Name: p.name})
		}
	case wire.KindSay:
		text, err := f.dec.Text(r.Cipher)
		if err != nil {
			return nil
		}
		_, text, _ = strings.Cut(text, ": ")
		return f.room("", wire.Line{Kind: wire.LineSaid, Name: p.name, Text: text})
	case wire.KindLeave:
		return f.drop(from, p)
	}
	return nil
}

func (f *fakeServer) drop(from string, p *fakePeer) []mail {
	out := f.clear(from, wire.TextBye)
	name := p.name
	p.let, p.name = false, ""
	if !f.original {
		f.forget(from)
		f.gone[from] = true
	}
	return append(out, f.room(from, wire.Line{Kind: wire.LineLeft, Name: name})...)
}

func (f *fakeServer) forget(addr string) {
	delete(f.peers, addr)
	f.order = slices.DeleteFunc(f.order, func(a string) bool { return a == addr })
}

// holder returns the address that holds a name.
func (f *fakeServer) holder(name string) string {
	for addr, p := range f.peers {
		if p.name == name && p.name != "" {
			return addr
		}
	}
	return ""
}

func (f *fakeServer) clear(to, text string) []mail { return []mail{{addr: to, data: []byte(text)}} }

// room sends a line to every member but except.
func (f *fakeServer) room(except string, line wire.Line) []mail {
	f.lines = append(f.lines, line.String())
	var out []mail
	for _, addr := range f.order {
		if p := f.peers[addr]; p.name != "" && addr != except {
			out = append(out, pieces(p.enc, addr, line.String())...)
		}
	}
	return out
}

// pieces are the datagrams of a line for one member.
func pieces(enc *rsa.Encrypter, addr, line string) []mail {
	message := wire.AppendMessage(nil, func(b []byte) []byte { return enc.AppendLossy(b, line) })
	var out []mail
	for len(message) > 0 {
		var piece []byte
		piece, message = wire.NextPiece(message)
		out = append(out, mail{addr: addr, data: slices.Clone(piece)})
	}
	return out
}
