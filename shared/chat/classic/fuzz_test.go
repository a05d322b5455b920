package classic

import (
	"bytes"
	"testing"
	"time"

	"obrolan/shared/printable"
)

// FuzzReceive hands a member datagrams, one a line of the input; those that start with "=" are lines of the
// room in clear, which are encrypted first. Whatever comes, events hold nothing that a terminal would obey.
func FuzzReceive(f *testing.F) {
	f.Add([]byte("=budi: halo\n=budi memasuki obrolan!\n=\x1b[2J: \u202e\xff"))
	f.Add([]byte("Username unavailable\nUsername available\nUsername available\nbye bye\n\n17,65537"))
	f.Add([]byte("Masukkan password dengan format PASSWORD:<password>\nMasukkan password dengan format PASSWORD:<password>"))
	f.Add([]byte("ENCRYPTED:1f\n2a END\nEND\nhalo\x07END\nENCRYPTED:ffffffffEND\n\xff\xfe"))
	f.Fuzz(func(t *testing.T, input []byte) {
		w := newWorld(t)
		w.join()
		_ = w.say("halo")
		for datagram := range bytes.SplitSeq(input, []byte("\n")) {
			all := []mail{{data: datagram}}
			if line, ok := bytes.CutPrefix(datagram, []byte("=")); ok && w.m.session.dec != nil {
				all = pieces(w.encrypter(), "", string(line))
			}
			for _, m := range all {
				w.m.Datagram(w.now, w.m.session.socket, m.data)
				w.run(time.Millisecond)
			}
		}
		w.run(5 * time.Second)
		for _, e := range w.events {
			if printable.Text(e.Name) != e.Name || printable.Text(e.Text) != e.Text {
				t.Errorf("event %v: %q, %q", e.Kind, e.Name, e.Text)
			}
			if e.Err != nil && printable.Text(e.Err.Error()) != e.Err.Error() {
				t.Errorf("event %v: %q", e.Kind, e.Err)
			}
		}
		if name := w.m.name; printable.Text(name) != name {
			t.Errorf("name %q", name)
		}
		if n := len(w.m.echoes.past); n > pastLimit {
			t.Errorf("%d texts are remembered", n)
		}
	})
}
