package sequence

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
)

// excerpt is how much of a cipher text is shown; a password's is shown in full up to secretExcerpt.
const (
	excerpt       = 48
	secretExcerpt = 400
)

// labels name the kinds that the protocol has no word for.
var labels = map[tap.Kind]string{tap.Probe: "empty", tap.Refused: "refused", tap.Undelivered: "lost", tap.Cut: "cut", tap.Fragment: "fragment", tap.Strange: "?"}

func label(f tap.Finding) string {
	if f.Label != "" {
		return f.Label
	}
	return labels[f.Kind]
}

// text describes a finding.
func (d *Diagram) text(f tap.Finding, p painter) string {
	detail := details(f, p)
	if f.Kind != tap.Fragment && d.shares(f.Client) && !follows(f) {
		detail = f.Client.String() + "  " + detail
	}
	if follows(f) {
		return p.faint("└ ") + detail
	}
	return strings.TrimRight(p.faint(fmt.Sprintf("%-9s", label(f)))+"  "+detail, " ")
}

func details(f tap.Finding, p painter) string {
	switch f.Kind {
	case tap.ClientKey:
		return fmt.Sprintf("public key: e = %d, n = %d%s", f.Key.E, f.Key.N, again(f.Repeated))
	case tap.ServerKey:
		return fmt.Sprintf("the server's public key: e = %d, n = %d%s", f.Key.E, f.Key.N, again(f.Repeated))
	case tap.KeyFound, tap.KeyNotFound:
		return p.bright(key(f))
	case tap.Password:
		return cipher(f, p.secret)
	case tap.Said, tap.Heard, tap.Echo:
		return cipher(f, p.bright)
	case tap.NameAsked, tap.NameWanted, tap.NameGiven, tap.Announced, tap.Leaving:
		return f.Asked
	case tap.NameTaken:
		return owned(f.Repeated)
	case tap.Piece:
		return fmt.Sprintf("part of a line, %d bytes; it continues", f.Size)
	case tap.Refused:
		return "nothing listens there (ICMP port unreachable)"
	case tap.Undelivered:
		return fmt.Sprintf("did not arrive (ICMP: %v)", f.Err)
	case tap.Cut:
		return fmt.Sprintf("only the first %d of %d bytes are in the capture", f.Size, f.Size+f.Missing)
	case tap.Fragment:
		return fmt.Sprintf("a piece of a larger IP packet between %s and %s", f.Client.Addr(), f.Server.Addr())
	case tap.Strange:
		return fmt.Sprintf("%d bytes that are not a datagram of the protocol: %v", f.Size, f.Err)
	}
	return ""
}

func again(repeated bool) string {
	if repeated {
		return " (again)"
	}
	return ""
}

func owned(own bool) string {
	if own {
		return "its own: still in"
	}
	return ""
}

// key says how a private key was found, or why not.
func key(f tap.Finding) string {
	whose := "the client's"
	if f.Owner == tap.OfServer {
		whose = "the server's"
	}
	switch {
	case f.Kind == tap.KeyNotFound && (f.Private == nil || f.Private.Given):
		return fmt.Sprintf("%s private key is not known: %v", whose, f.Err)
	case f.Kind == tap.KeyNotFound:
		return fmt.Sprintf("%s n = %d = %s, but %v", whose, f.Key.N, product(f.Private.Primes), f.Err)
	case f.Private.Given:
		return fmt.Sprintf("%s private key was given: d = %d", whose, f.Private.Key.D)
	}
	return fmt.Sprintf("%s n = %d = %s, φ = %d, so d = %d", whose, f.Key.N, product(f.Private.Primes), f.Private.Phi, f.Private.Key.D)
}

func product(primes []uint64) string {
	var parts []string
	for _, p := range slices.Backward(primes) {
		parts = append(parts, strconv.FormatUint(p, 10))
	}
	return strings.Join(parts, " · ")
}

// cipher shows a text if it could be decrypted, else its numbers.
func cipher(f tap.Finding, emphasis func(string) string) string {
	count := bytes.Count(f.Cipher, []byte(" ")) + 1
	switch {
	case f.Late:
		return fmt.Sprintf("so the earlier line was %s", emphasis(strconv.Quote(f.Text)))
	case f.Reading == tap.Decrypted:
		return fmt.Sprintf("%s  (%d numbers)", emphasis("\""+f.Text+"\""), count)
	case f.Reading == tap.Garbled:
		return fmt.Sprintf("%d numbers that don't fit the key: %s", count, short(f))
	}
	return fmt.Sprintf("%d numbers: %s", count, short(f))
}

func short(f tap.Finding) string {
	limit := excerpt
	if f.Kind == tap.Password {
		limit = secretExcerpt
	}
	if len(f.Cipher) <= limit {
		return printable.Text(string(f.Cipher))
	}
	return printable.Text(string(f.Cipher[:limit])) + " …"
}
