package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// template is a text with gaps, parsed.
type template []part

// part is a piece of a template: text, a gap with a name, or one of several templates.
type part struct {
	text    string
	gap     string
	choices []template
}

// gaps are the names that a gap can have.
var gaps = []string{"name", "me", "answer", "points", "ranking", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// parseTemplate reads a text of a script. Errors are part of a sentence.
func parseTemplate(text string) (template, error) {
	t, rest, err := parseParts(text, false)
	if err != nil {
		return nil, err
	}
	if rest != "" {
		return nil, fmt.Errorf("there is a } without a {")
	}
	return t, nil
}

// parseParts reads up to the end, or up to | or } inside braces.
func parseParts(text string, inside bool) (t template, rest string, err error) {
	stops := "{}"
	if inside {
		stops = "{|}"
	}
	for text != "" {
		i := strings.IndexAny(text, stops)
		if i < 0 {
			i = len(text)
		}
		if i > 0 {
			t = append(t, part{text: text[:i]})
			text = text[i:]
			continue
		}
		if text[0] != '{' {
			return t, text, nil
		}
		var p part
		if p, text, err = parseBraces(text[1:]); err != nil {
			return nil, "", err
		}
		t = append(t, p)
	}
	return t, "", nil
}

// parseBraces reads what follows a {: the name of a gap, or choices.
func parseBraces(text string) (part, string, error) {
	var p part
	for {
		choice, rest, err := parseParts(text, true)
		if err != nil {
			return part{}, "", err
		}
		if rest == "" {
			return part{}, "", fmt.Errorf("there is a { without a }")
		}
		p.choices = append(p.choices, choice)
		text = rest[1:]
		if rest[0] == '}' {
			break
		}
	}
	if len(p.choices) > 1 {
		return p, text, nil
	}
	name := p.choices[0].plain()
	if !slices.Contains(gaps, name) {
		return part{}, "", fmt.Errorf("there is no {%s}: a gap is one of {%s}, or choices with | between them", name, strings.Join(gaps, "}, {"))
	}
	return part{gap: name}, text, nil
}

// plain returns the template's text if it has no gap.
func (t template) plain() string {
	if len(t) == 1 {
		return t[0].text
	}
	return ""
}

// needs reports whether the template has a gap with that name.
func (t template) needs(gap string) bool {
	for _, p := range t {
		if p.gap == gap || slices.ContainsFunc(p.choices, func(c template) bool { return c.needs(gap) }) {
			return true
		}
	}
	return false
}

// fill replaces the gaps; one that has no value is left out.
func (t template) fill(rng *rand.Rand, values map[string]string) string {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.choices != nil:
			b.WriteString(p.choices[rng.IntN(len(p.choices))].fill(rng, values))
		case p.gap != "":
			b.WriteString(values[p.gap])
		default:
			b.WriteString(p.text)
		}
	}
	return strings.TrimSpace(b.String())
}
