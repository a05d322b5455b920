package ask

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
)

// fakeLines answers from a list and keeps what a person would see: prompts with the answers behind them.
type fakeLines struct {
	answers []string
	seen    []string
}

func (d *fakeLines) Ask(_ context.Context, prompt string) (string, error) {
	if len(d.answers) == 0 {
		return "", io.EOF
	}
	answer := d.answers[0]
	d.answers = d.answers[1:]
	d.seen = append(d.seen, prompt+answer)
	return answer, nil
}

func (d *fakeLines) AskSecret(ctx context.Context, prompt string) (string, error) {
	answer, err := d.Ask(ctx, prompt)
	if err == nil {
		d.seen[len(d.seen)-1] = prompt
	}
	return answer, err
}

func (d *fakeLines) Print(text string) { d.seen = append(d.seen, text) }

// fakeRoom is a Joiner: one password is right, one name is taken.
type fakeRoom struct{ err error }

func (g fakeRoom) Authenticate(_ context.Context, password string) (string, error) {
	if g.err != nil {
		return "", g.err
	}
	if password != "12345" {
		return "Password salah! Coba lagi.", chat.ErrPassword
	}
	return "Password benar! Anda berada di obrolan", nil
}

func (g fakeRoom) Enter(_ context.Context, name string) (string, error) {
	if g.err != nil {
		return "", g.err
	}
	if name == "rina" {
		return "Username unavailable\x1b[2J", chat.ErrName
	}
	return "Username available", nil
}

func check(t *testing.T, d *fakeLines, want ...string) {
	t.Helper()
	if got := strings.Join(d.seen, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("on the screen:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
	if len(d.answers) > 0 {
		t.Errorf("nobody asked for %q", d.answers)
	}
}

func TestServerInTheOriginalsOrder(t *testing.T) {
	id := lang.Indonesian
	const unusual = "8000 bukan port server yang biasa, yaitu 9999. Tetap gunakan? (y/n) "
	for _, c := range []struct {
		name    string
		answers []string
		want    string
		seen    []string
	}{
		{"at once", []string{"9999", "127.0.0.1"}, "127.0.0.1:9999",
			[]string{"Port: 9999", "IP: 127.0.0.1"}},
		{"blanks around", []string{" 9999 ", " 10.0.0.1 "}, "10.0.0.1:9999",
			[]string{"Port:  9999 ", "IP:  10.0.0.1 "}},
		{"every wrong port", []string{"65536", "-1", "99999999999999999999", "abc", "", "9 9", "9999", "1.2.3.4"}, "1.2.3.4:9999",
			[]string{"Port: 65536", id.PortRange, "Port: -1", id.PortRange, "Port: 99999999999999999999", id.PortRange,
				"Port: abc", id.PortNoNumber, "Port: ", id.PortNoNumber, "Port: 9 9", id.PortNoNumber, "Port: 9999", "IP: 1.2.3.4"}},
		{"an unusual port, kept", []string{"8000", "y", "1.2.3.4"}, "1.2.3.4:8000",
			[]string{"Port: 8000", unusual + "y", "IP: 1.2.3.4"}},
		{"an unusual port, given up", []string{"8000", "n", "1.2.3.4"}, "1.2.3.4:9999",
			[]string{"Port: 8000", unusual + "n", "IP: 1.2.3.4"}},
		{"neither y nor n", []string{"8000", "", "x", "Y", "1.2.3.4"}, "1.2.3.4:8000",
			[]string{"Port: 8000", unusual, unusual + "x", unusual + "Y", "IP: 1.2.3.4"}},
		{"every wrong address", []string{"9999", "localhost", "1.2.3", "256.1.1.1", "::1", "1.2.3.4:9999", "", "1.2.3.4"}, "1.2.3.4:9999",
			[]string{"Port: 9999", "IP: localhost", id.IPInvalid, "IP: 1.2.3", id.IPInvalid, "IP: 256.1.1.1", id.IPInvalid,
				"IP: ::1", id.IPInvalid, "IP: 1.2.3.4:9999", id.IPInvalid, "IP: ", id.IPInvalid, "IP: 1.2.3.4"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &fakeLines{answers: c.answers}
			got, err := Server(t.Context(), d, id)
			if err != nil || got.String() != c.want {
				t.Errorf("Server = %v, %v, want %v", got, err, c.want)
			}
			check(t, d, c.seen...)
		})
	}
}

func TestServerEndsWithTheInput(t *testing.T) {
	for _, answers := range [][]string{nil, {"x"}, {"8000"}, {"9999"}, {"9999", "x"}} {
		if _, err := Server(t.Context(), &fakeLines{answers: answers}, lang.English); !errors.Is(err, io.EOF) {
			t.Errorf("after %q: %v, want io.EOF", answers, err)
		}
	}
}

func TestPassword(t *testing.T) {
	const right, wrong = "Server response: Password benar! Anda berada di obrolan", "Server response: Password salah! Coba lagi."
	id := lang.Indonesian
	for _, c := range []struct {
		name, given string
		answers     []string
		seen        []string
	}{
		{"given", "12345", nil, []string{right}},
		{"asked", "", []string{"12345"}, []string{"Password: ", right}},
		{"asked again", "", []string{"x", "", "12345"},
			[]string{"Password: ", wrong, id.PasswordWrong, "Password: ", id.PasswordWrong, "Password: ", right}},
		{"a wrong one given", "x", []string{"12345"}, []string{wrong, id.PasswordWrong, "Password: ", right}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &fakeLines{answers: c.answers}
			if err := Password(t.Context(), d, id, fakeRoom{}, c.given); err != nil {
				t.Error(err)
			}
			check(t, d, c.seen...)
		})
	}
}

// A name with the apostrophe that phones type was refused as taken.
func TestApostropheOfPhones(t *testing.T) {
	d := &fakeLines{answers: []string{" Ma\u2019ruf "}}
	name, err := Username(t.Context(), d, lang.English, fakeRoom{}, "")
	if err != nil || name != "Ma'ruf" {
		t.Errorf("Username = %q, %v", name, err)
	}
	if seen := strings.Join(d.seen, "\n"); !strings.Contains(seen, "Username Ma'ruf is set!") {
		t.Errorf("seen:\n%s\nwithout how the name is written", seen)
	}
	for typed, want := range map[string]string{"\u2018Ali": "'Ali", "O'Neil": "O'Neil", "juri": "juri", " a b ": "a b"} {
		if got := Name(typed); got != want {
			t.Errorf("Name(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestUsername(t *testing.T) {
	const checking, free = "Checking username availability...", "Server response: Username available"
	id := lang.Indonesian
	taken := []string{checking, "Server response: Username unavailable\uFFFD[2J", id.NameTaken}
	in := []string{checking, free, "Username juri berhasil diset!", "Selected username: juri"}
	join := func(parts ...[]string) (all []string) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	for _, c := range []struct {
		name, given string
		answers     []string
		seen        []string
	}{
		{"given", "juri", nil, in},
		{"asked", "", []string{" juri "}, join([]string{"Username:  juri "}, in)},
		{"asked again", "", []string{"rina", "", "juri"},
			join([]string{"Username: rina"}, taken, []string{"Username: ", id.NameTaken, "Username: juri"}, in)},
		{"a taken one given", "rina", []string{"juri"}, join(taken, []string{"Username: juri"}, in)},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &fakeLines{answers: c.answers}
			name, err := Username(t.Context(), d, id, fakeRoom{}, c.given)
			if err != nil || name != "juri" {
				t.Errorf("Username = %q, %v", name, err)
			}
			check(t, d, c.seen...)
		})
	}
}

func TestOtherErrorsEndTheAsking(t *testing.T) {
	room := fakeRoom{err: chat.ErrNoServer}
	d := &fakeLines{answers: []string{"x", "y"}}
	if err := Password(t.Context(), d, lang.English, room, ""); !errors.Is(err, chat.ErrNoServer) {
		t.Errorf("Password: %v", err)
	}
	if _, err := Username(t.Context(), d, lang.English, room, ""); !errors.Is(err, chat.ErrNoServer) {
		t.Errorf("Username: %v", err)
	}
}
