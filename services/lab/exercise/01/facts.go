package eavesdrop

import (
	"net/netip"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/exercise"
	"obrolan/services/lab/tap"
	"obrolan/shared/rsa"
)

// maxFacts bounds what is kept of each kind.
const maxFacts = 10_000

// Facts are what a capture reveals about a room, and what an answer can be confused with.
type Facts struct {
	Servers   []attack.Broken
	Clients   []attack.Broken
	Passwords []Attempt
	Ciphers   map[string]bool // cipher texts of lines
	Lines     map[string]bool // what was said, with and without the name
	Names     map[string]bool
}

// Attempt is one password that a client sent.
type Attempt struct {
	Client  netip.AddrPort
	Cipher  string
	Text    string // "" where it can't be read
	Refused bool
}

// NewFacts returns empty Facts.
func NewFacts() *Facts {
	return &Facts{Ciphers: make(map[string]bool), Lines: make(map[string]bool), Names: make(map[string]bool)}
}

// Add takes a finding of a Tap whose KeyFinder breaks every key.
func (f *Facts) Add(found tap.Finding) {
	switch found.Kind {
	case tap.KeyFound:
		if found.Owner == tap.OfServer && len(f.Servers) < maxFacts {
			f.Servers = append(f.Servers, found.Private.Broken)
		} else if len(f.Clients) < maxFacts {
			f.Clients = append(f.Clients, found.Private.Broken)
		}
	case tap.Password:
		f.password(found)
	case tap.PasswordWrong:
		for i := len(f.Passwords) - 1; i >= 0; i-- {
			if f.Passwords[i].Client == found.Client {
				f.Passwords[i].Refused = true
				break
			}
		}
	case tap.NameGiven:
		note(f.Names, found.Asked)
	case tap.Said, tap.Heard, tap.Echo:
		note(f.Ciphers, string(found.Cipher))
		note(f.Lines, found.Text)
		note(f.Lines, found.Line.Text)
		note(f.Names, found.Line.Name)
	}
}

func note(set map[string]bool, text string) {
	if text != "" && len(set) < maxFacts {
		set[text] = true
	}
}

// password keeps an attempt. One that is decrypted later replaces the encrypted one.
func (f *Facts) password(found tap.Finding) {
	for i, a := range f.Passwords {
		if found.Late && a.Client == found.Client && a.Cipher == string(found.Cipher) {
			f.Passwords[i].Text = found.Text
			return
		}
	}
	if len(f.Passwords) < maxFacts {
		f.Passwords = append(f.Passwords, Attempt{Client: found.Client, Cipher: string(found.Cipher), Text: found.Text})
	}
}

// truth returns the attempt that is the exercise's password.
func (f *Facts) truth(secret exercise.Secret) (Attempt, bool) {
	tried := make(map[string]bool)
	for _, a := range f.Passwords {
		if a.Text != "" && !tried[a.Text] && secret.Opens(a.Text) {
			return a, true
		}
		tried[a.Text] = true
	}
	return Attempt{}, false
}

// under decrypts a cipher text with an exponent of a key; "" if that gives no text.
func under(cipher string, n, exponent uint64) string {
	key := rsa.Textbook{Public: rsa.Public{E: 1, N: n}, D: exponent}
	text, err := rsa.NewDecrypter(key).Text([]byte(cipher))
	if err != nil {
		return ""
	}
	return text
}
