//go:build unix

package screen

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const wide = "23701 is not the server's usual port, which is 9999. Use it all the same? (y/n) "

// A question as wide as the terminal was printed again for every key.
func TestWideQuestion(t *testing.T) {
	for _, c := range []struct {
		width int
		want  []string
	}{
		{100, []string{wide + "y|"}},
		{90, []string{wide + "y|"}},
		{80, []string{"23701 is not the server's usual port, which is 9999. Use it all the", "same? (y/n) y|"}},
		{20, []string{"23701 is", "not the", "server's", "usual", "port,", "which is", "9999. Use", "it all the", "same?", "(y/n) y|"}},
		{3, []string{"237", "01 ", "is ", "not", " th", "e s", "erv", "er'", "s u", "sua", "l p", "ort", ", w", "hic", "h i", "s 9", "999", ". U", "se ", "it ", "all", " th", "e s", "ame", "? (", "y/n", ") ", "y|"}},
		{1, append(strings.Split(strings.TrimSuffix(wide, " "), ""), " ", "y|")},
	} {
		t.Run(fmt.Sprint(c.width), func(t *testing.T) {
			g, s, _ := open(t, c.width, false)
			go s.Ask(t.Context(), wide) // ends with the test
			g.showsOnly(append(c.want[:len(c.want)-1:len(c.want)-1], strings.Replace(c.want[len(c.want)-1], "y|", "|", 1))...)
			for _, key := range []string{"n", "o", "\x7f", "\x7f", "y"} {
				g.press(key)
			}
			g.showsOnly(c.want...)
		})
	}
}

func TestWideQuestionForASecret(t *testing.T) {
	g, s, _ := open(t, 20, false)
	go s.AskSecret(t.Context(), "The password of the room, please: ")
	g.showsOnly("The", "password", "of the", "room,", "please: |")
	g.press("abc\x7f")
	s.Print("A note.")
	g.showsOnly("The", "password", "of the", "room,", "A note.", "please: |")
}

// screenful is a row on an emulated terminal.
type screenful struct {
	emulator
	row  row
	line editor
}

// draw shows the row, as a question or as the prompt of the talk.
func (s *screenful) draw(talks bool) {
	above := ""
	if talks {
		s.row.shorten(s.width)
	} else {
		above = s.row.fit(s.width)
	}
	left, right := s.line.window(s.row.room(s.width))
	s.write([]byte(above + s.row.draw(s.width, left, right)))
}

// Rows of what had been drawn before stayed when the window became narrower.
func TestRowInAnotherWindow(t *testing.T) {
	type shown struct {
		width int
		want  string
	}
	for _, c := range []struct {
		name, prompt, keys string
		talks              bool
		windows            []shown
	}{
		{"a question", wide, "yes", false, []shown{
			{100, wide + "yes|"},
			{50, "23701 is not the server's usual port,\nwhich is 9999. Use it all the same?\n(y/n) yes|"},
			{12, "23701 is not\n the server'\ns usual port\n,\nwhich is 999\n9. Use it al\nl the same?\n(y/n) yes|"},
			{200, "23701 is not the server's usual port,\nwhich is 9999. Use it all the same?\n(y/n) yes|"},
		}},
		{"one that leaves its row", "Port: ", "80", false, []shown{
			{80, "Port: 80|"}, {12, "Port: 80|"}, {10, "Port:\n> 80|"}, {4, "Port\n:\n80|"}, {3, "Por\nt:\n80|"}, {10, "Port:\n80|"},
		}},
		{"one that is a single word", "Katasandinya:", "12", false, []shown{
			{12, "Katasandinya\n:\n> 12|"}, {40, "Katasandinya:\n> 12|"},
		}},
		{"a message", "juri> ", "half a line", true, []shown{
			{40, "juri> half a line|"}, {17, "juri> alf a line|"}, {16, "juri> lf a line|"}, {8, ">  line|"}, {5, "line|"}, {1, "e|"}, {40, "juri> half a line|"},
		}},
		{"the cursor where the window ends", "juri> ", "half a line\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D", true, []shown{
			{40, "juri> half a| line"}, {12, "juri> alf a|"}, {40, "juri> half a| line"}, {6, "> f a|"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := screenful{emulator: emulator{width: c.windows[0].width}}
			s.row.ask(c.prompt)
			typed(&s.line, c.keys)
			for _, window := range c.windows {
				s.resize(window.width)
				s.draw(c.talks)
				if got := s.shown(); got != window.want+"\n" {
					t.Errorf("in %d columns:\n%s\nwant:\n%s", window.width, got, window.want)
				}
			}
		})
	}
}

// Whatever the widths of the window are one after another, what was shown and the half-typed row stand once.
func TestRowStandsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := screenful{emulator: emulator{width: rapid.IntRange(1, 60).Draw(t, "width")}}
		question := rapid.SampledFrom([]string{"", "> ", "Port: ", "juri> ", wide, "日本語ですか? "}).Draw(t, "question")
		s.row.ask(question)
		s.write([]byte("before\r\n"))
		typed(&s.line, rapid.StringOf(rapid.SampledFrom([]rune("abc 日👍é"))).Draw(t, "line"))
		talks := rapid.Bool().Draw(t, "talks")
		s.draw(talks)
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "press") {
				typed(&s.line, rapid.SampledFrom([]string{"x", "日", "\x7f", "\x1b[D", "\x01", "\x05"}).Draw(t, "key"))
			} else {
				s.resize(rapid.IntRange(1, 60).Draw(t, "width"))
			}
			s.draw(talks)
		}
		text := strings.ReplaceAll(s.shown(), "\n", "")
		if n := strings.Count(text, "before"); n != 1 {
			t.Fatalf("what was above stands %d times:\n%s", n, s.shown())
		}
		left, right := s.line.window(s.row.room(s.width))
		if want := s.row.prompt + left + "|" + right + "\n"; !strings.HasSuffix(s.shown(), want) {
			t.Fatalf("the row is not %q:\n%s", want, s.shown())
		}
		if question == wide && strings.Count(strings.ReplaceAll(text, " ", ""), "23701") != 1 && !talks {
			t.Fatalf("the question stands more than once, or is lost:\n%s", s.shown())
		}
	})
}
