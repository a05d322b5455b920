package eve

import (
	"fmt"

	"obrolan/services/lab/tap"
)

const (
	clock  = "15:04:05.000"
	indent = "              " // as wide as the time and the gap after it
	// maxTold bounds what a Teller remembers having explained. Beyond it, it explains again.
	maxTold = 4096
	// excerpt is how much of a line's cipher text is shown, secretExcerpt of a password's.
	excerpt       = 60
	secretExcerpt = 400
)

// Teller turns findings into sentences. It explains each thing once, and leaves out
// echoes, probes and parts of lines. Not safe for concurrent use.
type Teller struct {
	words *words
	told  map[string]bool
}

// NewTeller returns a Teller for a language of Languages.
func NewTeller(lang string) (*Teller, error) {
	w, err := wordsFor(lang)
	if err != nil {
		return nil, err
	}
	return &Teller{words: w, told: make(map[string]bool)}, nil
}

// Tell returns the lines that describe a finding; often none. Each ends without a line break and
// is safe to print.
func (t *Teller) Tell(f tap.Finding) []string {
	first, more := t.sentence(f)
	if first == "" {
		return nil
	}
	if f.Late {
		first = fmt.Sprintf(t.words.late, f.At.Format(clock), first)
	}
	lines := []string{f.At.Format(clock) + "  " + first}
	if f.Late || f.Kind == tap.KeyFound || f.Kind == tap.KeyNotFound {
		lines[0] = indent + first // it follows from the packet before
	}
	for _, m := range more {
		lines = append(lines, indent+m)
	}
	return lines
}

// sentence returns what happened, and the lines that explain it.
func (t *Teller) sentence(f tap.Finding) (first string, more []string) {
	w, who := t.words, who(f)
	say := fmt.Sprintf
	switch f.Kind {
	case tap.ClientKey:
		return unless(f.Repeated, say(w.clientKey, who, f.Key.E, f.Key.N)), nil
	case tap.ServerKey:
		return t.serverKey(f)
	case tap.KeyFound:
		return t.keyFound(f), nil
	case tap.KeyNotFound:
		if f.Private == nil {
			return "", nil
		}
		return say(w.noInverse, f.Key.N, factors(f.Private.Broken), f.Private.Phi), nil
	case tap.Password:
		return t.password(f)
	case tap.PasswordRight:
		return say(w.right, who), nil
	case tap.PasswordWrong:
		return say(w.wrong, who), nil
	case tap.PasswordAsked:
		return say(w.first, who), nil
	case tap.NameGiven:
		return say(w.named, f.Client, f.Asked), nil
	case tap.Said, tap.Heard:
		return t.line(f)
	case tap.Leaving:
		return say(w.leaving, who), nil
	case tap.Bye:
		return say(w.bye, who), nil
	case tap.Refused:
		return say(w.refused, who), nil
	case tap.Undelivered:
		return t.once("undelivered "+f.Client.String(), say(w.undelivered, who, f.Err)), nil
	case tap.Cut:
		return t.once("cut "+f.Client.String(), say(w.cut, direction(w, f), f.Size, f.Size+f.Missing)), nil
	case tap.Fragment:
		return t.once("fragment "+f.Client.Addr().String(), fragment(w, f)), nil
	case tap.Strange:
		return t.once("strange "+f.Client.String(), say(w.strange, who, f.Size, f.Err)), nil
	}
	return "", nil
}
