package screen

import (
	"errors"
	"strings"
	"testing"
	"time"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
)

var at = time.Date(2026, 1, 2, 12, 1, 0, 0, time.Local)

var looks = []struct {
	ev              chat.Event
	terminal, piped string
}{
	{chat.Event{Kind: chat.Said, Name: "rina", Text: "halo"}, "12:01   rina: halo", "rina: halo"},
	{chat.Event{Kind: chat.Said, Name: "juri", Text: "hi", Own: true}, "12:01 > juri: hi", "juri: hi"},
	{chat.Event{Kind: chat.Joined, Name: "doni"}, "12:01 * doni joined", "* doni joined"},
	{chat.Event{Kind: chat.Left, Name: "doni"}, "12:01 * doni left", "* doni left"},
	{chat.Event{Kind: chat.Other, Text: "hm"}, "12:01 * the server says: hm", "* server: hm"},
	{chat.Event{Kind: chat.Away, Err: errors.New("x")}, "12:01 ! the server does not answer; trying to join again", "* away"},
	{chat.Event{Kind: chat.Back}, "12:01 ! back in the room; what was said meanwhile is lost", "* back"},
	{chat.Event{Kind: chat.Unseen, Text: "hi"}, "12:01 ! nobody confirmed that this was seen: hi", "* unseen: hi"},
	{chat.Event{Kind: chat.Missed, Count: 7}, "12:01 ! 7 lines came too fast to be shown", "* missed: 7"},
	{chat.Event{Kind: chat.Damaged, Text: "no start"}, "12:01 ! something arrived damaged: no start", "* damaged: no start"},
	{chat.Event{Kind: chat.Ended}, "", ""},
	{chat.Event{Kind: chat.Said, Name: "e\x1b[2Jve", Text: "a\x1b]0;x\a\nb"}, "12:01   e\uFFFD[2Jve: a\uFFFD]0;x\uFFFD b", "e\uFFFD[2Jve: a\uFFFD]0;x\uFFFD b"},
	{chat.Event{Kind: chat.Said, Name: "* rina joined", Text: "x"}, "12:01   * rina joined: x", `\* rina joined: x`},
	{chat.Event{Kind: chat.Joined, Name: `\*`}, `12:01 * \* joined`, `* \\* joined`},
}

func TestLooks(t *testing.T) {
	for _, c := range looks {
		t.Run(c.ev.Kind.String(), func(t *testing.T) {
			c.ev.At = at
			if got, _ := (look{texts: lang.English}).event(c.ev); got != c.terminal {
				t.Errorf("on a terminal %q, want %q", got, c.terminal)
			}
			if got, _ := plain(c.ev); got != c.piped {
				t.Errorf("on a pipe %q, want %q", got, c.piped)
			}
			got, _ := look{texts: lang.English, color: true}.event(c.ev)
			if visible(got) != c.terminal {
				t.Errorf("in colour %q, without it that is %q, want %q", got, visible(got), c.terminal)
			}
			if strings.Contains(got, "\x1b[2J") {
				t.Errorf("the network's escape sequence reached the terminal: %q", got)
			}
		})
	}
}

func TestEveryKindHasALook(t *testing.T) {
	for k := chat.Said; k < chat.Ended; k++ {
		if _, ok := (look{texts: lang.Indonesian}).event(chat.Event{Kind: k}); !ok {
			t.Errorf("%v is not shown on a terminal", k)
		}
		if _, ok := plain(chat.Event{Kind: k}); !ok {
			t.Errorf("%v is not shown on a pipe", k)
		}
	}
}

func TestNameColors(t *testing.T) {
	l := look{texts: lang.English, color: true}
	one, _ := l.event(chat.Event{Kind: chat.Said, Name: "rina", Text: "a", At: at})
	two, _ := l.event(chat.Event{Kind: chat.Joined, Name: "rina", At: at})
	color := "\x1b[" + nameColor("rina") + "mrina\x1b[0m"
	if !strings.Contains(one, color) || !strings.Contains(two, color) {
		t.Errorf("rina has not one colour: %q, %q", one, two)
	}
	all := map[string]bool{}
	for _, name := range []string{"rina", "doni", "sari", "bima", "gema", "putri", "joko", "nita"} {
		all[nameColor(name)] = true
	}
	if len(all) < 4 {
		t.Errorf("eight names have only %d colours", len(all))
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, in      string
		width, indent int
		want          string
	}{
		{"fits", "satu dua", 8, 2, "satu dua"},
		{"breaks", "satu dua tiga", 10, 2, "satu dua\r\n  tiga"},
		{"no indent", "satu dua tiga", 10, 0, "satu dua\r\ntiga"},
		{"a narrow window has no indent", "satu dua tiga", 10, 4, "satu dua\r\ntiga"},
		{"blanks stay", "a  b", 10, 0, "a  b"},
		{"a long word is the terminal's", "ab " + strings.Repeat("x", 25), 10, 2, "ab " + strings.Repeat("x", 25)},
		{"and what comes after it", "ab " + strings.Repeat("x", 12) + " cdefg", 10, 2, "ab " + strings.Repeat("x", 12) + "\r\n  cdefg"},
		{"wide characters", "日本語 日本語", 10, 0, "日本語\r\n日本語"},
		{"colours take no room", "\x1b[31msatu\x1b[0m \x1b[2mdua\x1b[0m", 8, 2, "\x1b[31msatu\x1b[0m \x1b[2mdua\x1b[0m"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wrap(c.in, c.width, c.indent); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
