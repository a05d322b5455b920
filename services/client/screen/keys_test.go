package screen

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []key
	}{
		{"letters", "aé", []key{'a', 'é'}},
		{"emoji", "👍", []key{'👍'}},
		{"enter", "a\r\n", []key{'a', keyEnter, keyEnter}},
		{"control", "\x01\x05\x03\x04\x7f\x08\x15\x17\x0b\x0c", []key{keyHome, keyEnd, keyCtrlC, keyCtrlD, keyBackspace, keyBackspace, keyKillToStart, keyDeleteWord, keyKillToEnd, keyClear}},
		{"arrows", "\x1b[A\x1b[B\x1b[C\x1b[D", []key{keyUp, keyDown, keyRight, keyLeft}},
		{"arrows in application mode", "\x1bOA\x1bOB", []key{keyUp, keyDown}},
		{"home and end of several terminals", "\x1b[H\x1b[1~\x1bOF\x1b[8~", []key{keyHome, keyHome, keyEnd, keyEnd}},
		{"delete", "\x1b[3~", []key{keyDelete}},
		{"words", "\x1b[1;5C\x1bb\x1b\x7f", []key{keyWordRight, keyWordLeft, keyDeleteWord}},
		{"other keys are ignored", "\x1b[15~\x1b[Z\t\x1c\x1aa", []key{'a'}},
		{"Esc alone eats nothing", "\x1bhi", []key{'h', 'i'}},
		{"Esc before Japanese", "\x1b日本語a", []key{'日', '本', '語', 'a'}},
		{"a sequence that breaks off", "\x1b[1\rx", []key{keyEnter, 'x'}},
		{"a paste", "\x1b[200~hi\x1b[201~x", []key{keyPasteStart, 'h', 'i', keyPasteEnd, 'x'}},
		{"its line breaks and tabs", "\x1b[200~a\rb\nc\r\n\td\r\x1b[201~\r", []key{keyPasteStart, 'a', keyPasteBreak, 'b', keyPasteBreak, 'c', keyPasteBreak, ' ', 'd', keyPasteBreak, keyPasteEnd, keyEnter}},
		{"it presses no keys", "\x1b[200~\x03\x04\x7f\x1b[A\x1b[2J\x1bb\x1b[200~\x1b[201~", []key{keyPasteStart, '[', 'A', '[', '2', 'J', 'b', '[', '2', '0', '0', '~', keyPasteEnd}},
		{"the end of no paste", "\x1b[201~a", []key{'a'}},
		{"not UTF-8", "a\xff\xc3b", []key{'a', 'b'}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var whole decoder
			if got := whole.feed([]byte(c.in)); !slices.Equal(got, c.want) {
				t.Errorf("in one piece: %v, want %v", got, c.want)
			}
			var bytewise decoder
			var got []key
			for i := range len(c.in) {
				got = append(got, bytewise.feed([]byte{c.in[i]})...)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("byte by byte: %v, want %v", got, c.want)
			}
		})
	}
}

// An endless sequence costs no memory and does not swallow the keyboard for ever.
func TestEndlessSequence(t *testing.T) {
	var d decoder
	d.feed([]byte("\x1b["))
	for range 1000 {
		d.feed([]byte("1;"))
	}
	if len(d.pending) >= maxSequence {
		t.Errorf("%d bytes pending", len(d.pending))
	}
	d.feed([]byte("~"))
	if got := d.feed([]byte("a")); !slices.Equal(got, []key{'a'}) {
		t.Errorf("then a gives %v", got)
	}
}

// However the bytes are cut, the keys are the same.
func TestCutsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{"a", "é", "日", "👍", "\x1b[A", "\x1bOB", "\x1b[1;5D", "\r", "\n", "\x1b", "\x03", "\x1b[200~", "\x1b[201~"})).Draw(t, "keys")
		var all []byte
		for _, p := range pieces {
			all = append(all, p...)
		}
		var whole, cut decoder
		want := whole.feed(all)
		var got []key
		for len(all) > 0 {
			n := rapid.IntRange(1, len(all)).Draw(t, "cut")
			got = append(got, cut.feed(all[:n])...)
			all = all[n:]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("cut: %v, whole: %v", got, want)
		}
	})
}
