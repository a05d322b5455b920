package eve

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
)

func (t *Teller) serverKey(f tap.Finding) (string, []string) {
	first := unless(f.Repeated, fmt.Sprintf(t.words.serverKey, who(f), f.Key.E, f.Key.N))
	if f.Changed {
		return first, []string{t.words.changed}
	}
	return first, nil
}

// keyFound says how a key was broken: the factors, the number of divisions, the time.
func (t *Teller) keyFound(f tap.Finding) string {
	p := f.Private
	if p.Given {
		return fmt.Sprintf(t.words.given, p.Key.D)
	}
	if f.Owner == tap.OfServer {
		return fmt.Sprintf(t.words.openedServer, p.Key.N, factors(p.Broken), p.Tries, took(p.Took), p.Phi, p.Key.D)
	}
	return fmt.Sprintf(t.words.openedClient, p.Key.N, factors(p.Broken), p.Tries, took(p.Took), p.Phi, p.Key.D, who(f))
}

func (t *Teller) password(f tap.Finding) (string, []string) {
	w := t.words
	switch f.Reading {
	case tap.Decrypted:
		return fmt.Sprintf(w.password, who(f), f.Text), lines(t.passwordHow(f))
	case tap.KeyUnseen:
		return fmt.Sprintf(w.passwordNoKey, who(f), numbers(f.Cipher)), lines(t.once("no server key "+f.Server.String(), w.explainNoServerKey))
	case tap.KeyUnknown:
		return fmt.Sprintf(w.passwordShut, who(f), numbers(f.Cipher), short(f.Cipher, secretExcerpt)), nil
	}
	return fmt.Sprintf(w.garbled, who(f), numbers(f.Cipher)), nil
}

// passwordHow shows how the first letter is computed.
func (t *Teller) passwordHow(f tap.Finding) string {
	field, _, _ := bytes.Cut(f.Cipher, []byte(" "))
	c, err := strconv.ParseUint(string(field), 16, 64)
	letters := []rune(f.Text)
	if err != nil || len(letters) == 0 {
		return ""
	}
	return fmt.Sprintf(t.words.passwordHow, c, c, letters[0], string(letters[:1]))
}

// line returns what was said, read on its way to the server or back.
func (t *Teller) line(f tap.Finding) (string, []string) {
	w, toServer := t.words, f.Kind == tap.Said
	switch f.Reading {
	case tap.Decrypted:
		return t.readable(f)
	case tap.KeyUnknown:
		return fmt.Sprintf(w.saidShut, direction(w, f), numbers(f.Cipher), short(f.Cipher, excerpt)), nil
	case tap.Garbled:
		return fmt.Sprintf(w.garbled, direction(w, f), numbers(f.Cipher)), nil
	}
	if toServer {
		return fmt.Sprintf(w.saidNoKey, who(f), numbers(f.Cipher)), lines(t.once("no server key "+f.Server.String(), w.explainNoServerKey))
	}
	// Every member gets the same line, so it is enough to say once that one copy can't be read.
	why := t.once("no client key "+f.Client.String(), fmt.Sprintf(w.explainNoClientKey, who(f)))
	if why == "" {
		return "", nil
	}
	return fmt.Sprintf(w.heardNoKey, who(f), numbers(f.Cipher)), lines(why)
}

func (t *Teller) readable(f tap.Finding) (first string, more []string) {
	w := t.words
	switch f.Line.Kind {
	case tap.LineJoined:
		first = fmt.Sprintf(w.joined, f.Line.Name)
	case tap.LineLeft:
		first = fmt.Sprintf(w.left, f.Line.Name)
	default:
		first = f.Text
	}
	if f.Kind == tap.Said {
		if f.Line.Kind != tap.LineSaid || f.Name != "" && !tap.SameName(f.Line.Name, f.Name) {
			more = append(more, fmt.Sprintf(w.claims, who(f)))
		}
		return first, append(more, lines(t.once("said "+f.Server.String(), t.how(w.saidHow, f)))...)
	}
	return first, lines(t.once("heard "+f.Client.String(), t.how(w.heardHow, f)))
}

// how names the key that something was decrypted with.
func (t *Teller) how(format string, f tap.Finding) string {
	if f.Private == nil {
		return ""
	}
	if f.Kind == tap.Said {
		return fmt.Sprintf(format, f.Private.Key.D)
	}
	return fmt.Sprintf(format, f.Private.Key.D, who(f))
}

// once returns the text on the first call with this key, else "".
func (t *Teller) once(key, text string) string {
	if t.told[key] {
		return ""
	}
	if len(t.told) >= maxTold {
		clear(t.told)
	}
	t.told[key] = true
	return text
}

// who names a client: by name and address, or by address only.
func who(f tap.Finding) string {
	if f.Name == "" {
		return f.Client.String()
	}
	return f.Name + " (" + f.Client.String() + ")"
}

func direction(w *words, f tap.Finding) string {
	if f.ToServer {
		return who(f) + " → " + w.server
	}
	return w.server + " → " + who(f)
}

func fragment(w *words, f tap.Finding) string {
	from, to := f.Client.Addr(), f.Server.Addr()
	if !f.ToServer {
		from, to = to, from
	}
	return fmt.Sprintf(w.fragment, from, to)
}

// factors writes n's prime factors, the largest first: p · q.
func factors(b attack.Broken) string {
	var parts []string
	for _, p := range slices.Backward(b.Primes) {
		parts = append(parts, strconv.FormatUint(p, 10))
	}
	return strings.Join(parts, " · ")
}

// took writes a duration with a space before its unit, and without digits that mean nothing.
func took(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%d µs", max(d.Microseconds(), 1))
}

// numbers counts the numbers of a cipher text: one a letter.
func numbers(cipher []byte) int { return bytes.Count(cipher, []byte(" ")) + 1 }

// short is the start of a cipher text.
func short(cipher []byte, limit int) string {
	if len(cipher) <= limit {
		return printable.Text(string(cipher))
	}
	return printable.Text(string(cipher[:limit])) + " …"
}

func unless(skip bool, text string) string {
	if skip {
		return ""
	}
	return text
}

// lines drops empty texts.
func lines(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}
