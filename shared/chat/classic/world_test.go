package classic

import (
	"container/heap"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// reach is how the server's host responds.
type reach int

const (
	listening reach = iota
	silent          // datagrams vanish
	refusing        // nobody listens: an error comes back
)

const trip = 10 * time.Millisecond // one way

// world is one Machine, one fakeServer and the network between them, in virtual time.
type world struct {
	t       testing.TB
	m       *Machine
	fake    *fakeServer
	reach   reach
	others  []reach        // for the other addresses of the server's name
	chosen  map[uint32]int // the address that a socket sends to
	resolve error          // the result of resolving the server's name
	now     time.Time
	start   time.Time
	mail    delivery
	seq     int
	calls   uint64
	results map[uint64]chat.Result
	events  []chat.Event
	open    map[uint32]bool
	sent    []string // every datagram of the client, decrypted, with its socket
	steps   []string // what happened, printed when a test fails
	seed    uint64

	up, down func(data []byte) []time.Duration // when copies arrive after sending; nil: one after trip
}

type deliver struct {
	at  time.Time
	seq int
	do  func()
}

type delivery []deliver

func (d delivery) Len() int { return len(d) }
func (d delivery) Less(i, j int) bool {
	return d[i].at.Before(d[j].at) || d[i].at.Equal(d[j].at) && d[i].seq < d[j].seq
}
func (d delivery) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *delivery) Push(x any)   { *d = append(*d, x.(deliver)) }
func (d *delivery) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, fake: newFakeServer(1), results: map[uint64]chat.Result{}, open: map[uint32]bool{}, chosen: map[uint32]int{}, seed: 100}
	w.start = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	w.now = w.start
	w.m = New("server:9999", func() (rsa.Textbook, error) {
		w.seed++
		return rsa.Generate(seeded(w.seed), rsa.Classic)
	})
	if tt, ok := t.(*testing.T); ok {
		tt.Cleanup(func() {
			if tt.Failed() {
				tt.Log("what happened:\n" + strings.Join(w.steps, "\n"))
			}
		})
	}
	return w
}

func (w *world) note(format string, args ...any) {
	if len(w.steps) < 2000 {
		w.steps = append(w.steps, fmt.Sprintf("%3d. %8.3fs  ", len(w.steps)+1, w.now.Sub(w.start).Seconds())+fmt.Sprintf(format, args...))
	}
}

func (w *world) after(d time.Duration, do func()) {
	w.seq++
	heap.Push(&w.mail, deliver{w.now.Add(d), w.seq, do})
}

// carryOut carries out the machine's output.
func (w *world) carryOut() {
	out := w.m.Take()
	for _, e := range out.Events {
		w.note("event %v %q %q own=%v %v", e.Kind, e.Name, e.Text, e.Own, e.Err)
		w.events = append(w.events, e)
	}
	for _, r := range out.Results {
		if _, twice := w.results[r.Call]; twice || r.Call == 0 {
			w.t.Fatalf("call %d answered again, with %+v", r.Call, r)
		}
		w.note("call %d ends: %q %v", r.Call, r.Reply, r.Err)
		w.results[r.Call] = r
	}
	for _, a := range out.Actions {
		w.act(a)
	}
}

func (w *world) act(a chat.Action) {
	switch a.Kind {
	case chat.OpenSocket:
		w.note("socket %d asked for", a.Socket)
		w.after(time.Millisecond, func() {
			w.open[a.Socket] = w.resolve == nil
			n := int(a.Choice) % (len(w.others) + 1)
			w.chosen[a.Socket] = n
			addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(n + 1)}), 9999)
			w.m.Opened(w.now, a.Socket, chat.Destination{Server: addr, Others: len(w.others)}, w.resolve)
		})
	case chat.CloseSocket:
		w.note("socket %d closed", a.Socket)
		if !w.open[a.Socket] {
			w.t.Fatalf("socket %d was closed and is not open", a.Socket)
		}
		delete(w.open, a.Socket)
	case chat.Send:
		if !w.open[a.Socket] {
			w.t.Fatalf("sent through socket %d, which is not open", a.Socket)
		}
		text := w.clear(a.Data)
		w.sent = append(w.sent, fmt.Sprintf("%d %s", a.Socket, text))
		w.note("%d ──▶ %s", a.Socket, text)
		for _, d := range copies(w.up, a.Data) {
			w.after(d, func() { w.atServer(a.Socket, a.Data) })
		}
	}
}

func copies(rule func([]byte) []time.Duration, data []byte) []time.Duration {
	if rule == nil {
		return []time.Duration{trip}
	}
	return rule(data)
}

// atServer delivers a socket's datagram to the server's host.
func (w *world) atServer(socket uint32, data []byte) {
	reach := w.reach
	if n := w.chosen[socket]; n > 0 {
		reach = w.others[n-1]
	}
	switch reach {
	case silent:
		return
	case refusing:
		w.after(trip, func() {
			if w.open[socket] {
				w.note("%d ◀── refused", socket)
				w.m.Refused(w.now, socket)
			}
		})
		return
	}
	w.post(w.fake.handle(fmt.Sprint(socket), data))
}

// post sends datagrams of the server.
func (w *world) post(all []mail) {
	for _, m := range all {
		var socket uint32
		if _, err := fmt.Sscan(m.addr, &socket); err != nil {
			continue // another member, without a socket here
		}
		for _, d := range copies(w.down, m.data) {
			w.after(d, func() {
				if w.open[socket] {
					w.note("%d ◀── %.60q", socket, m.data)
					w.m.Datagram(w.now, socket, m.data)
				}
			})
		}
	}
}

// clear decrypts a datagram of the client for the test's log.
func (w *world) clear(data []byte) string {
	r, err := wire.ParseRequest(data)
	if err != nil {
		w.t.Fatalf("the client sent %q: %v", data, err)
	}
	if len(data) > wire.DatagramSize {
		w.t.Fatalf("the client sent %d bytes", len(data))
	}
	switch r.Kind {
	case wire.KindKeys:
		return "keys"
	case wire.KindPassword, wire.KindSay:
		text, err := w.fake.dec.Text(r.Cipher)
		if err != nil {
			text = err.Error()
		}
		return r.Kind.String() + " " + text
	}
	return r.Kind.String() + " " + r.Name
}

// run advances time.
func (w *world) run(d time.Duration) { w.until(d, func() bool { return false }) }

// until advances time by at most d until ok holds, and reports whether it does.
func (w *world) until(d time.Duration, ok func() bool) bool {
	end := w.now.Add(d)
	w.carryOut()
	for at, still := w.now, 0; !ok(); {
		next := w.m.Deadline()
		if len(w.mail) > 0 && (next.IsZero() || !w.mail[0].at.After(next)) {
			next = w.mail[0].at
		}
		if next.IsZero() || next.After(end) {
			w.now = end
			return ok()
		}
		if next.After(w.now) {
			w.now = next
		}
		if still++; w.now.After(at) {
			at, still = w.now, 0
		} else if still > 5000 {
			w.t.Fatal("the machine spins: its deadline does not pass")
		}
		if len(w.mail) > 0 && !w.mail[0].at.After(w.now) {
			heap.Pop(&w.mail).(deliver).do()
		} else {
			w.m.Tick(w.now)
		}
		w.carryOut()
	}
	return true
}

// call makes a call and returns its number.
func (w *world) call(do func(m *Machine, now time.Time, call uint64)) uint64 {
	w.calls++
	n := w.calls
	w.note("call %d begins", n)
	do(w.m, w.now, n)
	w.carryOut()
	return n
}

// await runs for at most d until the call has ended, then cancels it.
func (w *world) await(d time.Duration, call uint64) chat.Result {
	w.t.Helper()
	ended := func() bool { _, ok := w.results[call]; return ok }
	if !w.until(d, ended) {
		w.m.Cancel(w.now, call, context.DeadlineExceeded)
		w.carryOut()
		if !ended() {
			w.t.Fatalf("call %d does not end", call)
		}
	}
	return w.results[call]
}

func (w *world) dial(d time.Duration) chat.Result {
	return w.await(d, w.call((*Machine).Dial))
}

func (w *world) authenticate(d time.Duration, password string) chat.Result {
	return w.await(d, w.call(func(m *Machine, now time.Time, call uint64) { m.Authenticate(now, call, password) }))
}

func (w *world) enter(d time.Duration, name string) chat.Result {
	return w.await(d, w.call(func(m *Machine, now time.Time, call uint64) { m.Enter(now, call, name) }))
}

func (w *world) say(text string) error {
	return w.await(0, w.call(func(m *Machine, now time.Time, call uint64) { m.Say(now, call, text) })).Err
}

func (w *world) settle(d time.Duration) error {
	return w.await(d, w.call(func(m *Machine, now time.Time, call uint64) { m.Settle(now, call) })).Err
}

func (w *world) leave(d time.Duration) error {
	return w.await(d, w.call((*Machine).Leave)).Err
}

// join enters as juri.
func (w *world) join() {
	w.t.Helper()
	for _, r := range []chat.Result{w.dial(time.Minute), w.authenticate(time.Minute, "12345"), w.enter(time.Minute, "juri")} {
		if r.Err != nil {
			w.t.Fatal(r.Err)
		}
	}
}

// count returns how many datagrams of the client were text, from any socket.
func (w *world) count(text string) int {
	n := 0
	for _, s := range w.sent {
		if _, s, _ = strings.Cut(s, " "); s == text {
			n++
		}
	}
	return n
}

// kinds lists the kinds of the events so far.
func (w *world) kinds() []chat.EventKind {
	var all []chat.EventKind
	for _, e := range w.events {
		all = append(all, e.Kind)
	}
	return all
}

// wantEvents checks the kinds of the events so far and clears them.
func (w *world) wantEvents(want ...chat.EventKind) {
	w.t.Helper()
	if got := w.kinds(); !slices.Equal(got, want) {
		w.t.Errorf("events %v, want %v", got, want)
	}
	w.events = nil
}

// encrypter returns the server's encrypter for this client.
func (w *world) encrypter() *rsa.Encrypter {
	enc, err := rsa.NewEncrypter(w.m.session.key.Public)
	if err != nil {
		w.t.Fatal(err)
	}
	return enc
}

// another adds a member at address x, whose datagrams are dropped.
func (w *world) another(name string) {
	key, _ := rsa.Generate(seeded(7), rsa.Classic)
	enc, _ := rsa.NewEncrypter(key.Public)
	w.fake.peers["x"+name] = &fakePeer{enc: enc, let: true, name: name}
	w.fake.order = append(w.fake.order, "x"+name)
}

// restart replaces the server by one with a new key and no members.
func (w *world) restart() {
	original := w.fake.original
	w.seed += 1000
	w.fake = newFakeServer(w.seed)
	w.fake.original = original
}

// lose returns a rule that drops the matching datagrams of the given numbers, counted from 1.
func lose(match func(data []byte) bool, numbers ...int) func([]byte) []time.Duration {
	n := 0
	return func(data []byte) []time.Duration {
		if match(data) {
			n++
			if slices.Contains(numbers, n) {
				return nil
			}
		}
		return []time.Duration{trip}
	}
}

// starts matches datagrams by their prefix.
func starts(with string) func([]byte) bool {
	return func(data []byte) bool { return strings.HasPrefix(string(data), with) }
}

// isKeys matches E,N.
func isKeys(data []byte) bool { return strings.Contains(string(data), ",") }
