package bot

import (
	"strings"
	"testing"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

// texts are all texts of a script, at their longest.
func (s *Script) texts() (all []template) {
	for _, list := range [][]template{s.join, s.leave, s.going, s.back, s.fallback, s.right, s.late} {
		all = append(all, list...)
	}
	for _, rules := range [][]rule{s.named, s.any} {
		for _, r := range rules {
			all = append(all, r.say...)
		}
	}
	for _, l := range s.lines {
		all = append(all, l.text)
	}
	for _, l := range s.timed {
		all = append(all, l.text)
	}
	return all
}

func longest(t template) string {
	var b strings.Builder
	for _, p := range t {
		best := p.text
		for _, c := range p.choices {
			if text := longest(c); len(text) > len(best) {
				best = text
			}
		}
		if p.gap != "" {
			best = "some-" + p.gap
		}
		b.WriteString(best)
	}
	return b.String()
}

func TestPersonas(t *testing.T) {
	all := Personas()
	if len(all) < 6 {
		t.Errorf("only %d personas", len(all))
	}
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			if s.About == "" || s.order != shuffle || s.leaves == nil || s.Pace == defaultPace {
				t.Errorf("settings are missing: %+v", s)
			}
			if found, ok := Persona(strings.ToUpper(s.Name)); !ok || found != s {
				t.Error("not found by its name")
			}
			texts := s.texts()
			if len(texts) < 36 || len(s.lines) < 24 || len(s.join) < 3 || len(s.named) < 6 || len(s.fallback) < 1 {
				t.Errorf("%d texts, %d lines, %d greetings, %d rules, %d fallbacks", len(texts), len(s.lines), len(s.join), len(s.named), len(s.fallback))
			}
			seen := map[string]bool{}
			for _, tpl := range texts {
				text := longest(tpl)
				if seen[text] {
					t.Errorf("twice: %q", text)
				}
				seen[text] = true
				// One message of the classic protocol: 1,024 bytes of cipher text, up to six a character, with the name before it.
				if n := len([]rune(text)); n > 150 {
					t.Errorf("%d characters are more than a message: %q", n, text)
				}
				for _, r := range text {
					if r >= 10000 || !printable.Safe(r) {
						t.Errorf("a small key can't carry %q in %q", r, text)
					}
				}
			}
		})
	}
}

// In a quarter of an hour with a person in the room, each persona greets, speaks, answers and echoes.
func TestPersonasLive(t *testing.T) {
	for _, s := range Personas() {
		t.Run(s.Name, func(t *testing.T) {
			d := begin(t, Options{Script: s, Seed: 1}, s.Name+"-bot")
			d.hear(chat.Joined, "juri", "")
			if got := strings.Join(d.until(10*time.Second), " "); !strings.Contains(got, "juri") {
				t.Errorf("the greeting: %q", got)
			}
			for _, text := range []string{"halo " + s.Name, s.Name + "-bot, what do you think about it?", s.Name + " bla"} {
				if got := d.answers("juri", text); got == "" {
					t.Errorf("no answer to %q", text)
				}
			}
			if got := d.answers("juri", s.Name+"-bot echo one two"); !strings.Contains(got, "one two") {
				t.Errorf("the echo: %q", got)
			}
			spoke, left := 0, 0
			for end := time.Minute; end <= time.Hour; end += time.Minute {
				spoke += len(d.until(end))
				if d.left > 0 {
					left++
					d.now, d.left = d.now.Add(d.left), 0
					d.brain.Enter(d.now)
				}
			}
			if spoke < 30 || left < 1 {
				t.Errorf("in an hour it spoke %d times and left %d times", spoke, left)
			}
		})
	}
}
