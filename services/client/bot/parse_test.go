package bot

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

func parse(t *testing.T, text string) *Script {
	t.Helper()
	s, err := ParseScript("test.txt", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParseScript(t *testing.T) {
	s := parse(t, `about: what it is
name: rina
pace: 2/10s
order: loop
leaves: 5m-10m for 20s

# a comment
a plain line
\@5s is said as it is
about time, too
@5s later
on join: hi {name}
on join: hello {name}
on leave: bye
on going: brb
on return: back
on "tcp|udp": {1}
ON is no instruction
on name "say \"hi\"": hi
on name "say \"hi\"": ho
on name: what?
quiz "2 + 2 (a number)?": 4 | Four
on right: yes
on late: no
`)
	if s.About != "what it is" || s.Name != "rina" || s.Pace.interval() != 5*time.Second || s.order != loop {
		t.Errorf("settings: %+v", s)
	}
	if *s.leaves != (absence{after: span{5 * time.Minute, 10 * time.Minute}, stay: span{20 * time.Second, 20 * time.Second}}) {
		t.Errorf("leaves: %+v", s.leaves)
	}
	var lines []string
	for _, l := range s.lines {
		lines = append(lines, l.text.fill(rand.New(rand.NewPCG(1, 1)), nil))
	}
	if got := strings.Join(lines, "; "); got != "a plain line; @5s is said as it is; about time, too; ON is no instruction; 2 + 2 (a number)?" {
		t.Errorf("lines: %s", got)
	}
	if len(s.timed) != 1 || s.timed[0].at != 5*time.Second || len(s.join) != 2 || len(s.leave) != 1 || len(s.going) != 1 ||
		len(s.back) != 1 || len(s.fallback) != 1 || len(s.right) != 1 || len(s.late) != 1 || len(s.any) != 1 {
		t.Errorf("occasions: %+v", s)
	}
	if len(s.named) != 1 || len(s.named[0].say) != 2 || !s.named[0].when.MatchString(`Say "HI"`) {
		t.Errorf("rules: %+v", s.named)
	}
	if q := s.lines[4]; q.answer != "4" || len(q.answers) != 2 || q.answers[1] != "four" {
		t.Errorf("quiz: %+v", q)
	}
}

func TestScriptErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "test.txt:1: the script says nothing"},
		{"# nothing\n", "the script says nothing"},
		{"hi\non foo: bar", `test.txt:2: "on foo: bar" is not an instruction; to say it, put a backslash before it`},
		{"@soon hi", `test.txt:1: "soon" is not a time`},
		{"@5s", `test.txt:1: "@5s" is not an instruction`},
		{"pace: fast", `test.txt:1: "fast" has no slash`},
		{"order: random", `"random" is not an order: give once, loop or shuffle`},
		{"leaves: 5m", "does not say for how long"},
		{"leaves: 5m-1m for 5s", `"5m-1m" ends before it starts`},
		{"name: a b", `"a b" can't be a name`},
		{`on "(": x`, "test.txt:1: the regexp is wrong: error parsing regexp"},
		{`on "a":`, "there is nothing to say"},
		{"on join:", "there is nothing to say"},
		{"hi {nam}", "there is no {nam}: a gap is one of {name}, {me},"},
		{"hi {name", "there is a { without a }"},
		{"hi name}", "there is a } without a {"},
		{"hi {a|{b}", "there is no {b}"},
		{`quiz "q": 1 |`, "a quiz needs answers"},
		{"hi\nbell\a", "test.txt:2: there is a character that can't be printed"},
		{"hi\xff", "this is not UTF-8 text"},
		{strings.Repeat("x", maxScriptLine+1), "a line has at most 2000 bytes"},
		{strings.Repeat("x", 10*maxScriptLine), "test.txt:1: bufio.Scanner: token too long"},
		{strings.Repeat("x\n", maxScriptLines+1), "test.txt:10001: a script has at most 10000 lines"},
	} {
		_, err := ParseScript("test.txt", strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want %q", c.text, err, c.want)
		}
	}
}

func FuzzParseScript(f *testing.F) {
	f.Add("about: x\nname: rina\npace: 1/5s\nleaves: 5m-10m for 20s\n@5s x\non join: hi {name}\n")
	f.Add("on name \"a\\\"b\": {a|{b|{name}}}\nquiz \"q\": 1 | 2\n\\on the road\n")
	text, err := os.ReadFile("personas/rina.txt")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScript("f", strings.NewReader(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f:") {
				t.Fatalf("the error names no line: %v", err)
			}
			return
		}
		rng := rand.New(rand.NewPCG(1, 2))
		for _, l := range s.lines {
			if got := l.text.fill(rng, map[string]string{"name": "juri"}); strings.ContainsAny(got, "{}") {
				t.Fatalf("a brace is left in %q", got)
			}
		}
	})
}

func TestTemplates(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	values := map[string]string{"name": "{me}", "me": "rina-bot", "1": "x"}
	for text, want := range map[string]string{
		"hi":                  "hi",
		"hi {name}, I'm {me}": "hi {me}, I'm rina-bot", // what is filled in is not filled again
		"{1}{2}!":             "x!",
		"{a|a} b":             "a b",
		"{{1}|x}":             "x",
		"a | b":               "a | b",
		"{|}x":                "x",
	} {
		tpl, err := parseTemplate(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := tpl.fill(rng, values); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	seen := map[string]bool{}
	tpl, _ := parseTemplate("{a|b|{c|d}}")
	for range 200 {
		seen[tpl.fill(rng, nil)] = true
	}
	if len(seen) != 4 {
		t.Errorf("of four choices came %v", seen)
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"1/5s": 5 * time.Second, "10/1m": 6 * time.Second, "2/s": 500 * time.Millisecond,
		"0": 0, "0/5s": 0, " 1 / 1h30m ": 90 * time.Minute, "1000/1s": time.Millisecond,
	} {
		r, err := ParseRate(text)
		if err != nil || r.interval() != want {
			t.Errorf("%q: %v, %v, want every %v", text, r, err, want)
		}
		if again, err := ParseRate(r.String()); err != nil || again != r && r.Messages > 0 {
			t.Errorf("%q: String %q gives %v, %v", text, r, again, err)
		}
	}
	for text, want := range map[string]string{
		"": "has no slash", "5": "has no slash", "x/5s": "is not a number of messages", "-1/5s": "is not a number of messages",
		"1001/1m": "is not a number of messages", "1/": "is not a time", "1/x": "is not a time", "1/-5s": "is not a time", "1/0s": "is not a time",
		"1/25h": "is not a time", "1000/500ms": "more than a message a millisecond", "1.5/1s": "is not a number",
	} {
		if _, err := ParseRate(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
