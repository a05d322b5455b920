package classictest

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/capture"
	"obrolan/services/lab/scene"
	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// keys are fixed, so that golden files stay as they are. The first is the server's.
var keys = []rsa.Public{
	{E: 17, N: 499 * 491}, {E: 13, N: 487 * 479}, {E: 13, N: 467 * 463}, {E: 13, N: 461 * 457},
	{E: 19, N: 449 * 443}, {E: 23, N: 439 * 433}, {E: 29, N: 431 * 421},
}

// Member is a client of the room.
type Member struct {
	Name string
	Addr netip.AddrPort
	Key  rsa.Textbook
	in   bool
}

// Scene collects frames.
type Scene struct {
	Key     rsa.Textbook
	Members []*Member
	Frames  []capture.Frame
	now     time.Time
}

// New returns an empty Scene.
func New() *Scene {
	return &Scene{Key: open(keys[0]), now: scene.Start}
}

func open(key rsa.Public) rsa.Textbook {
	b, err := attack.Break(key)
	if err != nil {
		panic(err)
	}
	return b.Key
}

// Member returns the member of a name, and makes it on the first call.
func (s *Scene) Member(name string) *Member {
	if i := slices.IndexFunc(s.Members, func(m *Member) bool { return m.Name == name }); i >= 0 {
		return s.Members[i]
	}
	i := len(s.Members)
	addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{172, 18, 0, byte(3 + i)}), uint16(8100+i))
	m := &Member{Name: name, Addr: addr, Key: open(keys[1+i%(len(keys)-1)])}
	s.Members = append(s.Members, m)
	return m
}

// Wait advances the time.
func (s *Scene) Wait(d time.Duration) { s.now = s.now.Add(d) }

// Send appends a datagram to the server.
func (s *Scene) Send(name string, payload []byte) { s.add(s.Member(name).Addr, scene.Server, payload) }

// Reply appends a datagram from the server.
func (s *Scene) Reply(name string, payload []byte) { s.add(scene.Server, s.Member(name).Addr, payload) }

func (s *Scene) add(src, dst netip.AddrPort, payload []byte) {
	s.now = s.now.Add(scene.Step)
	data := scene.Frame(src, dst, payload)
	s.Frames = append(s.Frames, capture.Frame{At: s.now, Link: scene.Link, Data: data, Length: len(data)})
}

// Encrypt encrypts under a key.
func Encrypt(key rsa.Public, text string) []byte {
	e, err := rsa.NewEncrypter(key)
	if err != nil {
		panic(err)
	}
	return e.AppendLossy(nil, text)
}

// Keys exchanges keys.
func (s *Scene) Keys(name string) {
	s.Send(name, classic.AppendKeys(nil, s.Member(name).Key.Public))
	s.Reply(name, classic.AppendKeys(nil, s.Key.Public))
}

// Password presents a password.
func (s *Scene) Password(name, password string, right bool) {
	s.Send(name, classic.AppendPassword(nil, Encrypt(s.Key.Public, password)))
	answer := classic.TextPasswordRight
	if !right {
		answer = classic.TextPasswordWrong
	}
	s.Reply(name, []byte(answer))
}

// Enter takes the name and announces it.
func (s *Scene) Enter(name string) {
	s.Send(name, classic.AppendCheck(nil, name))
	s.Reply(name, []byte(classic.TextAvailable))
	s.Send(name, classic.AppendSet(nil, name))
	s.Reply(name, classic.AppendSetAnswer(nil, name))
	s.Member(name).in = true
	s.tell(name, classic.Line{Kind: classic.LineJoined, Name: name}.String())
	s.Send(name, classic.AppendSignUp(nil, name))
	s.Send(name, classic.AppendSignUp(nil, name))
}

// Join does all that a client does to join.
func (s *Scene) Join(name, password string) {
	s.Keys(name)
	s.Password(name, password, true)
	s.Enter(name)
}

// Say sends a line, and relays it to everybody.
func (s *Scene) Say(name, text string) {
	line := classic.Line{Kind: classic.LineSaid, Name: name, Text: text}.String()
	s.Send(name, Encrypt(s.Key.Public, line))
	s.tell("", line)
}

// Leave leaves the room.
func (s *Scene) Leave(name string) {
	s.Send(name, classic.AppendLeave(nil, name))
	s.Reply(name, []byte(classic.TextBye))
	s.Member(name).in = false
	s.tell(name, classic.Line{Kind: classic.LineLeft, Name: name}.String())
}

// tell sends a line to all members but one.
func (s *Scene) tell(except, line string) {
	for _, m := range s.Members {
		if m.Name == except || !m.in {
			continue
		}
		message := classic.AppendMessage(nil, func(dst []byte) []byte { return append(dst, Encrypt(m.Key.Public, line)...) })
		for len(message) > 0 {
			var piece []byte
			piece, message = classic.NextPiece(message)
			s.Reply(m.Name, piece)
		}
	}
}

// Usual is a scene with some of everything: a wrong password, a long line, a probe, noise.
func Usual() *Scene {
	s := New()
	s.Join("ana", "rahasia7")
	s.Wait(time.Second)
	s.Keys("juri")
	s.Password("juri", "salah", false)
	s.Password("juri", "rahasia7", true)
	s.Enter("juri")
	s.Wait(2 * time.Second)
	s.Say("ana", "halo juri, apa kabar?")
	s.Say("juri", "baik 🙂 dan kamu?")
	s.Say("ana", fmt.Sprintf("%0240d", 0))
	s.Reply("ana", nil)
	s.Send("juri", []byte("\x1b[2Jnothing\xff"))
	s.Wait(time.Second)
	s.Leave("juri")
	s.Leave("ana")
	return s
}
