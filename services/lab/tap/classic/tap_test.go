package classic_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/scene"
	"obrolan/services/lab/scene/classictest"
	"obrolan/services/lab/tap"
	"obrolan/services/lab/tap/classic"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// breakAll is a KeyFinder that factors.
func breakAll(key rsa.Public) (*tap.Private, error) {
	b, err := attack.Break(key)
	return &tap.Private{Broken: b, Took: 37 * time.Microsecond}, err
}

// observe plays a scene to a Tap.
func observe(t *tap.Tap, s *classictest.Scene) (found []tap.Finding) {
	r := packet.NewReader(scene.Server.Port())
	for _, f := range s.Frames {
		found = append(found, t.Observe(r.Read(f.Data, f.Link, f.At))...)
	}
	return found
}

// brief describes findings in short.
func brief(found []tap.Finding) (short []string) {
	for _, f := range found {
		text := f.Kind.String()
		switch {
		case f.Reading == tap.Decrypted:
			text += fmt.Sprintf(" %q", f.Text)
		case f.Reading != 0:
			text += " " + f.Reading.String()
		case f.Asked != "":
			text += " " + f.Asked
		case f.Kind == tap.KeyFound:
			text += fmt.Sprint(" ", f.Key.N)
		}
		if f.Repeated {
			text += " again"
		}
		if f.Changed {
			text += " changed"
		}
		if f.Late {
			text += " late"
		}
		short = append(short, text)
	}
	return short
}

func compare(t *testing.T, found []tap.Finding, want ...string) {
	t.Helper()
	got := brief(found)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("finding %d differs.\ngot:\n%q\nwant:\n%q", i, got, want)
		}
	}
}

func TestJoinFromTheStart(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	s.Join("juri", "rahasia")
	s.Say("juri", "halo 🙂")
	s.Leave("juri")
	found := observe(tap.New(9999, classic.New(breakAll)), s)
	compare(t, found,
		"client_key", "key_opened 233273", "server_key", "key_opened 245009", `password "rahasia"`, "password_right",
		"name_asked ana", "name_free", "name_wanted ana", "name_given ana", "announced ana", "announced ana",
		"client_key", "key_opened 216221", "server_key again", `password "rahasia"`, "password_right",
		"name_asked juri", "name_free", "name_wanted juri", "name_given juri", `heard "juri memasuki obrolan!"`, "announced juri", "announced juri",
		`said "juri: halo 🙂"`, `echo "juri: halo 🙂"`, `echo "juri: halo 🙂"`,
		"leaving juri", "bye", `heard "juri keluar dari obrolan."`)
	first := found[0]
	if first.Client != s.Member("ana").Addr || first.Server != scene.Server || !first.ToServer || !first.At.Equal(scene.Start.Add(scene.Step)) {
		t.Errorf("the first finding is %+v", first)
	}
	opened := found[3]
	if opened.Owner != tap.OfServer || opened.Private.Key != s.Key || opened.Private.Phi != 498*490 || opened.Private.Took == 0 {
		t.Errorf("the server's key: %+v", opened.Private)
	}
	said := found[24]
	if said.Name != "juri" || said.Line != (tap.Line{Kind: tap.LineSaid, Name: "juri", Text: "halo 🙂"}) || said.Private.Key != s.Key {
		t.Errorf("the line: %+v", said)
	}
}

// An eavesdropper who starts late reads what was sent to the server as soon as another client joins.
func TestJoinInTheMiddle(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	s.Frames = nil // from before the eavesdropper started
	s.Say("ana", "sudah lama")
	s.Say("ana", "ada orang?")
	s.Send("ana", classictest.Encrypt(rsa.Public{E: 5, N: 131 * 137}, "x")) // from before the server's restart
	s.Keys("juri")
	s.Say("ana", "sekarang")
	compare(t, observe(tap.New(9999, classic.New(breakAll)), s),
		"said no_key", "heard no_key", "said no_key", "heard no_key", "said no_key",
		"client_key", "key_opened 216221", "server_key", "key_opened 245009",
		`said "ana: sudah lama" late`, `said "ana: ada orang?" late`,
		`said "ana: sekarang"`, "heard no_key")
}

func TestRestartedServer(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	s.Key = s.Member("sasa").Key // the key of an absent member serves as the new one
	s.Keys("ana")
	s.Say("ana", "halo lagi")
	found := observe(tap.New(9999, classic.New(breakAll)), s)
	compare(t, found[len(found)-6:], "announced ana", "client_key again", "server_key changed", "key_opened 216221", `said "ana: halo lagi"`, `echo "ana: halo lagi"`)
}

func TestWithoutKeys(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	s.Say("ana", "halo")
	compare(t, observe(tap.New(9999, classic.New(nil)), s),
		"client_key", "server_key", "password no_private_key", "password_right",
		"name_asked ana", "name_free", "name_wanted ana", "name_given ana", "announced ana", "announced ana",
		"said no_private_key", "heard no_private_key")
}

// A Tap with some given private keys decrypts what belongs to them.
func TestSomeKeys(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	s.Say("ana", "halo")
	onlyServer := func(key rsa.Public) (*tap.Private, error) {
		if key != s.Key.Public {
			return nil, fmt.Errorf("another: %w", tap.ErrUnknownKey)
		}
		return &tap.Private{Given: true, Broken: attack.Broken{Key: s.Key}}, nil
	}
	compare(t, observe(tap.New(9999, classic.New(onlyServer)), s),
		"client_key", "server_key", "key_opened 245009", `password "rahasia"`, "password_right",
		"name_asked ana", "name_free", "name_wanted ana", "name_given ana", "announced ana", "announced ana",
		`said "ana: halo"`, "heard no_private_key")
}

func TestKeyThatCannotBeOpened(t *testing.T) {
	s := classictest.New()
	s.Send("ana", []byte("2,245009"))
	found := observe(tap.New(9999, classic.New(breakAll)), s)
	compare(t, found, "client_key", "key_not_opened")
	if !errors.Is(found[1].Err, attack.ErrNoInverse) || found[1].Private.Phi != 244020 {
		t.Errorf("%+v", found[1])
	}
}

func TestOddDatagrams(t *testing.T) {
	for _, c := range []struct {
		name     string
		toServer bool
		payload  string
		want     string
	}{
		{"probe", false, "", "probe"},
		{"empty to the server", true, "", "probe"},
		{"no text", true, "\xff\xfe", "strange"},
		{"escape in a name", true, "SET_USERNAME:\x1b[2Jx", "name_wanted \uFFFD[2Jx"},
		{"key of two", true, "1,2", "strange"},
		{"key of nothing", true, ",", "strange"},
		{"huge number", true, "99999999999999999999,5", "strange"},
		{"piece without a start", false, "1c3f 22END", "strange"},
		{"clear text", false, "welcome!", "strange"},
		{"password first", false, wire.TextPasswordFirst, "password_asked"},
		{"taken", false, wire.TextUnavailable, "name_taken"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := classictest.New()
			if c.toServer {
				s.Send("ana", []byte(c.payload))
			} else {
				s.Reply("ana", []byte(c.payload))
			}
			compare(t, observe(tap.New(9999, classic.New(breakAll)), s), c.want)
		})
	}
}

// A client asks for its own name to learn whether the server still knows it.
func TestStillIn(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	s.Send("ana", wire.AppendCheck(nil, "ana"))
	s.Reply("ana", []byte(wire.TextUnavailable))
	s.Send("ana", wire.AppendCheck(nil, "juri"))
	s.Reply("ana", []byte(wire.TextUnavailable))
	found := observe(tap.New(9999, classic.New(breakAll)), s)
	compare(t, found[len(found)-4:], "name_asked ana again", "name_taken again", "name_asked juri", "name_taken")
}

// A phone types another apostrophe than the one that the server knows the name by.
func TestApostropheOfAPhone(t *testing.T) {
	s := classictest.New()
	s.Join("D'Arcy", "rahasia")
	s.Send("D'Arcy", wire.AppendCheck(nil, "D’Arcy"))
	s.Reply("D'Arcy", []byte(wire.TextUnavailable))
	found := observe(tap.New(9999, classic.New(breakAll)), s)
	compare(t, found[len(found)-2:], "name_asked D’Arcy again", "name_taken again")
}

func TestEchoes(t *testing.T) {
	s := classictest.New()
	for _, name := range []string{"ana", "juri", "sasa"} {
		s.Join(name, "rahasia")
	}
	t0 := len(observe(tap.New(9999, classic.New(breakAll)), s))
	s.Say("ana", "ya")
	s.Say("ana", "ya")                                               // said twice: both count
	s.Reply("juri", message(s.Member("juri").Key.Public, "ana: ya")) // a third time, to one member only
	s.Wait(time.Minute)
	line := "ana: ya" // relayed without having been said: made up by the server
	for _, name := range []string{"ana", "juri"} {
		s.Reply(name, message(s.Member(name).Key.Public, line))
	}
	found := observe(tap.New(9999, classic.New(breakAll)), s)[t0:]
	said, echo, heard := `said "ana: ya"`, `echo "ana: ya"`, `heard "ana: ya"`
	compare(t, found, said, echo, echo, echo, said, echo, echo, echo, heard, heard, echo)
}

func message(key rsa.Public, line string) []byte {
	return wire.AppendMessage(nil, func(dst []byte) []byte { return append(dst, classictest.Encrypt(key, line)...) })
}

// A member whose key can't carry a character gets ? in its place: it is still an echo.
func TestEchoWithSubstitutes(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	s.Send("ana", classictest.Encrypt(s.Key.Public, "ana: 🙂 é"))
	s.Reply("ana", message(s.Member("ana").Key.Public, "ana: ? é"))
	s.Reply("ana", message(s.Member("ana").Key.Public, "ana: ? e"))
	found := observe(tap.New(9999, classic.New(breakAll)), s)
	compare(t, found[len(found)-3:], `said "ana: 🙂 é"`, `echo "ana: ? é"`, `heard "ana: ? e"`)
}

func TestRefusedFragmentCut(t *testing.T) {
	ana := netip.MustParseAddrPort("172.18.0.3:8100")
	room := tap.New(9999, classic.New(breakAll))
	for _, c := range []struct {
		kind   packet.Kind
		reason string
		want   string
	}{
		{packet.Undelivered, packet.PortUnreachable, "refused"}, {packet.Undelivered, "host unreachable", "undelivered"},
		{packet.Fragment, "", "fragment"}, {packet.Cut, "", "cut"},
	} {
		found := room.Observe(packet.Packet{Kind: c.kind, Reason: c.reason, Src: scene.Server, Dst: ana, Payload: []byte("1c"), Missing: 7})
		compare(t, found, c.want)
		if found[0].Kind.OfProtocol() {
			t.Errorf("%s counts as one of the protocol", c.want)
		}
	}
	compare(t, room.Observe(packet.Packet{Kind: packet.Other, Src: scene.Server, Dst: ana}))
}

// A piece of a line that the capture had cut was left out, and the pieces around it were joined to a line that
// nobody sent, with too few numbers.
func TestCutPieceEndsTheLine(t *testing.T) {
	s := classictest.New()
	s.Join("ana", "rahasia")
	t0 := len(s.Frames)
	s.Say("ana", strings.Repeat("panjang ", 60))
	s.Say("ana", "pendek")
	pieces := 0
	for i, f := range s.Frames[t0:] {
		if bytes.Contains(f.Data, []byte("ENCRYPTED:")) {
			pieces = t0 + i
			break
		}
	}
	s.Frames[pieces+1].Data = s.Frames[pieces+1].Data[:500]
	found := observe(tap.New(9999, classic.New(nil)), s)
	var got []string
	for _, f := range found[pieces:] {
		got = append(got, f.Kind.String())
	}
	want := []string{"piece", "cut", "strange", "said", "heard"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Both ends on the room's port: the one that answered as a server is the server.
func TestBothEndsOnThePort(t *testing.T) {
	client := netip.MustParseAddrPort("172.18.0.9:9999")
	room := tap.New(9999, classic.New(breakAll))
	ask := packet.Packet{Kind: packet.Datagram, Src: client, Dst: scene.Server, Payload: []byte("13,233273")}
	answer := packet.Packet{Kind: packet.Datagram, Src: scene.Server, Dst: client, Payload: []byte("17,245009")}
	compare(t, slices.Concat(room.Observe(ask), room.Observe(answer)), "client_key", "key_opened 233273", "server_key", "key_opened 245009")
}

// Findings own what they hold: a listener uses its buffer again.
func TestFindingsOwnTheirBytes(t *testing.T) {
	s := classictest.New()
	s.Keys("ana")
	s.Say("ana", "halo")
	frame := s.Frames[len(s.Frames)-1]
	room := tap.New(9999, classic.New(nil))
	found := room.Observe(packet.NewReader(9999).Read(frame.Data, frame.Link, frame.At))
	want := bytes.Clone(found[0].Cipher)
	for i := range frame.Data {
		frame.Data[i] = 'f'
	}
	if !bytes.Equal(found[0].Cipher, want) {
		t.Error("a finding aliases the packet")
	}
}
