package bot

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"obrolan/shared/console"
	"obrolan/shared/printable"
)

// maxScriptLine and maxScriptLines bound a script.
const (
	maxScriptLine  = 2000
	maxScriptLines = 10000
)

// ParseScript reads a script in the format of the package's documentation. Errors name the
// file, the line and what is wrong with it.
func ParseScript(file string, r io.Reader) (*Script, error) {
	s := &Script{Pace: defaultPace}
	scanner := bufio.NewScanner(console.Text(r))
	scanner.Buffer(make([]byte, 4096), 4*maxScriptLine)
	n := 0
	for scanner.Scan() {
		n++
		if err := s.parseLine(scanner.Text()); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		if n > maxScriptLines {
			return nil, fmt.Errorf("%s:%d: a script has at most %d lines", file, n, maxScriptLines)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", file, n+1, err)
	}
	if len(s.lines)+len(s.timed)+len(s.named)+len(s.any)+len(s.fallback)+len(s.join) == 0 {
		return nil, fmt.Errorf("%s:%d: the script says nothing", file, max(n, 1))
	}
	return s, nil
}

var (
	setting     = regexp.MustCompile(`^(about|name|pace|order|leaves):\s*(.*)$`)
	occasion    = regexp.MustCompile(`^on\s+(join|leave|going|return|name|right|late)\s*:\s*(.*)$`)
	namedRule   = regexp.MustCompile(`^on\s+name\s+"((?:[^"\\]|\\.)*)"\s*:\s*(.*)$`)
	anyRule     = regexp.MustCompile(`^on\s+"((?:[^"\\]|\\.)*)"\s*:\s*(.*)$`)
	quizLine    = regexp.MustCompile(`^quiz\s+"((?:[^"\\]|\\.)*)"\s*:\s*(.*)$`)
	timed       = regexp.MustCompile(`^@(\S+)\s+(.*)$`)
	instruction = regexp.MustCompile(`^(on|quiz)\s|^@`)
)

func (s *Script) parseLine(text string) error {
	text = strings.TrimSpace(text)
	switch {
	case !utf8.ValidString(text):
		return fmt.Errorf("this is not UTF-8 text")
	case len(text) > maxScriptLine:
		return fmt.Errorf("a line has at most %d bytes", maxScriptLine)
	case text == "" || text[0] == '#':
		return nil
	case printable.Text(text) != text:
		return fmt.Errorf("there is a character that can't be printed")
	}
	if m := setting.FindStringSubmatch(text); m != nil {
		return s.set(m[1], strings.TrimSpace(m[2]))
	}
	if m := occasion.FindStringSubmatch(text); m != nil {
		return s.addTo(s.occasion(m[1]), m[2])
	}
	if m := namedRule.FindStringSubmatch(text); m != nil {
		return addRule(&s.named, m[1], m[2])
	}
	if m := anyRule.FindStringSubmatch(text); m != nil {
		return addRule(&s.any, m[1], m[2])
	}
	if m := quizLine.FindStringSubmatch(text); m != nil {
		return s.addQuiz(m[1], m[2])
	}
	if m := timed.FindStringSubmatch(text); m != nil {
		return s.addTimed(m[1], m[2])
	}
	if instruction.MatchString(text) {
		return fmt.Errorf("%q is not an instruction; to say it, put a backslash before it", text)
	}
	return s.addLine(line{}, strings.TrimPrefix(text, `\`))
}

// occasion returns the list of texts for an occasion.
func (s *Script) occasion(name string) *[]template {
	return map[string]*[]template{
		"join": &s.join, "leave": &s.leave, "going": &s.going, "return": &s.back,
		"name": &s.fallback, "right": &s.right, "late": &s.late,
	}[name]
}

func (s *Script) addTo(list *[]template, text string) error {
	t, err := parseText(text)
	if err == nil {
		*list = append(*list, t)
	}
	return err
}

// parseText is parseTemplate for a text that must not be empty.
func parseText(text string) (template, error) {
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("there is nothing to say")
	}
	return parseTemplate(strings.TrimSpace(text))
}

// addRule adds a text to the rule with that regexp, or a new rule.
func addRule(rules *[]rule, pattern, text string) error {
	when, err := regexp.Compile("(?i)" + strings.ReplaceAll(pattern, `\"`, `"`))
	if err != nil {
		return fmt.Errorf("the regexp is wrong: %w", err)
	}
	t, err := parseText(text)
	if err != nil {
		return err
	}
	for i := range *rules {
		if r := &(*rules)[i]; r.when.String() == when.String() {
			r.say = append(r.say, t)
			return nil
		}
	}
	*rules = append(*rules, rule{when: when, say: []template{t}})
	return nil
}

func (s *Script) addQuiz(question, answers string) error {
	shown, _, _ := strings.Cut(answers, "|")
	l := line{answer: strings.TrimSpace(shown)}
	for answer := range strings.SplitSeq(answers, "|") {
		if answer = normal(answer); answer == "" {
			return fmt.Errorf("a quiz needs answers, with | between them")
		}
		l.answers = append(l.answers, answer)
	}
	return s.addLine(l, strings.ReplaceAll(question, `\"`, `"`))
}

func (s *Script) addLine(l line, text string) (err error) {
	if l.text, err = parseText(text); err == nil {
		s.lines = append(s.lines, l)
	}
	return err
}

func (s *Script) addTimed(at, text string) error {
	d, err := parseSpan(at)
	if err != nil {
		return err
	}
	t, err := parseText(text)
	if err != nil {
		return err
	}
	s.timed = append(s.timed, timedLine{at: d, text: t})
	return nil
}

// set takes a setting.
func (s *Script) set(name, value string) (err error) {
	switch name {
	case "about":
		s.About = value
	case "name":
		s.Name = value
		if value == "" || strings.ContainsAny(value, ": ") {
			return fmt.Errorf("%q can't be a name: it holds a blank or a colon, or nothing", value)
		}
	case "pace":
		s.Pace, err = ParseRate(value)
	case "order":
		orders := map[string]order{"once": once, "loop": loop, "shuffle": shuffle}
		o, ok := orders[value]
		if !ok {
			return fmt.Errorf("%q is not an order: give once, loop or shuffle", value)
		}
		s.order = o
	case "leaves":
		s.leaves, err = parseAbsence(value)
	}
	return err
}

// parseAbsence reads "5m-10m for 20s-1m", or "never".
func parseAbsence(text string) (*absence, error) {
	if text == "never" {
		return nil, nil
	}
	after, stay, ok := strings.Cut(text, " for ")
	if !ok {
		return nil, fmt.Errorf("%q does not say for how long: write 5m-10m for 20s-1m", text)
	}
	var a absence
	var err error
	if a.after, err = parseRange(after); err != nil {
		return nil, err
	}
	if a.stay, err = parseRange(stay); err != nil {
		return nil, err
	}
	return &a, nil
}

// parseRange reads "5m-10m", or "5m" for a range of one.
func parseRange(text string) (span, error) {
	from, to, ok := strings.Cut(text, "-")
	if !ok {
		to = from
	}
	var s span
	var err error
	if s.from, err = parseSpan(from); err != nil {
		return span{}, err
	}
	if s.to, err = parseSpan(to); err != nil {
		return span{}, err
	}
	if s.to < s.from {
		return span{}, fmt.Errorf("%q ends before it starts", text)
	}
	return s, nil
}

// normal is a text in small letters, with one blank between words and no other signs than
// letters, digits and those inside words.
func normal(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return strings.ContainsRune(" \t,;:!?\"'()", r)
	})
	for i, w := range words {
		words[i] = strings.Trim(w, ".")
	}
	return strings.Join(words, " ")
}
