//go:build unix

package screen

import (
	"fmt"
	"strings"
	"syscall"
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

// Rows of what had been drawn before stayed when the window became narrower.
func TestQuestionInAnotherWindow(t *testing.T) {
	g, s, _ := open(t, 100, false)
	s.Print("Looking...")
	go s.Ask(t.Context(), wide)
	g.press("yes")
	g.showsOnly("Looking...", wide+"yes|")
	for _, c := range []struct {
		width int
		want  []string
	}{
		{50, []string{"23701 is not the server's usual port,", "which is 9999. Use it all the same?", "(y/n) yes|"}},
		{12, []string{"23701 is not", " the server'", "s usual port", ",", "which is 999", "9. Use it al", "l the same?", "(y/n) yes|"}},
		{8, nil},
		{200, []string{"23701 is not the server's usual port,", "which is 9999. Use it all the same?"}},
	} {
		g.resize(c.width)
		g.signal(syscall.SIGWINCH)
		if c.want == nil {
			g.until(func() bool { return s.drawnFor(c.width) }, "drawn")
			continue
		}
		if c.width == 200 {
			g.until(func() bool {
				text := g.screen.shown()
				return s.drawnFor(200) && strings.Count(text, "usual port") == 1 && strings.Count(text, "yes|") == 1 && strings.Count(text, "y/n") == 1
			}, strings.Join(c.want, "\n"))
			continue
		}
		g.showsOnly(append([]string{"Looking..."}, c.want...)...)
	}
}

func (s *Terminal) drawnFor(width int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.row.drawn && s.row.width == width
}

// Whatever the widths of the window are one after another, what was shown and the half-typed row stand once.
func TestRowStandsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 60).Draw(t, "width")
		screen := emulator{width: width}
		var r row
		var e editor
		question := rapid.SampledFrom([]string{"", "> ", "Port: ", "juri> ", wide, "日本語ですか? "}).Draw(t, "question")
		r.ask(question)
		screen.write([]byte("before\r\n"))
		typed(&e, rapid.StringOf(rapid.SampledFrom([]rune("abc 日👍é"))).Draw(t, "line"))
		talks := rapid.Bool().Draw(t, "talks")
		draw := func() {
			above := ""
			if talks {
				r.shorten(width)
			} else {
				above = r.fit(width)
			}
			left, right := e.window(r.room(width))
			screen.write([]byte(above + r.draw(width, left, right)))
		}
		draw()
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "press") {
				typed(&e, rapid.SampledFrom([]string{"x", "日", "\x7f", "\x1b[D", "\x01", "\x05"}).Draw(t, "key"))
			} else {
				width = rapid.IntRange(1, 60).Draw(t, "width")
				screen.resize(width)
			}
			draw()
		}
		text := strings.ReplaceAll(screen.shown(), "\n", "")
		if n := strings.Count(text, "before"); n != 1 {
			t.Fatalf("what was above stands %d times:\n%s", n, screen.shown())
		}
		left, right := e.window(r.room(width))
		if want := r.prompt + left + "|" + right + "\n"; !strings.HasSuffix(screen.shown(), want) {
			t.Fatalf("the row is not %q:\n%s", want, screen.shown())
		}
		if question == wide && strings.Count(strings.ReplaceAll(text, " ", ""), "23701") != 1 && !talks {
			t.Fatalf("the question stands more than once, or is lost:\n%s", screen.shown())
		}
	})
}
