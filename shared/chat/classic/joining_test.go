package classic

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

// TestJoiningWithLosses loses each datagram of joining in turn, at a server like ours and at an original, which
// answers repeated requests differently.
func TestJoiningWithLosses(t *testing.T) {
	all := func([]byte) bool { return true }
	never := func() func([]byte) []time.Duration { return nil }
	for _, c := range []struct {
		name     string
		up, down func() func([]byte) []time.Duration // makes a rule that counts from the start
		within   time.Duration
	}{
		{"nothing", never, never, 200 * time.Millisecond},
		{"keys to the server", losing(isKeys, 1), never, time.Second},
		{"keys from the server", never, losing(isKeys, 1), time.Second},
		{"keys twice", losing(isKeys, 1), losing(isKeys, 1), 3 * time.Second},
		{"password", losing(starts("PASSWORD"), 1), never, 3 * time.Second},
		{"answer to the password", never, losing(starts("Password"), 1), 3 * time.Second},
		{"password, then the probe", losing(starts("PASSWORD"), 1), losing(starts("Masukkan"), 1), 5 * time.Second},
		{"check", losing(starts("CHECK"), 1), never, time.Second},
		{"answer to check", never, losing(starts("Username available"), 1), time.Second},
		{"set", losing(starts("SET"), 1), never, time.Second},
		{"answer to set", never, losing(starts("Username juri"), 1), time.Second},
		{"signup", losing(starts("SIGNUP"), 1), never, time.Second},
		{"every other datagram", losing(all, 1, 3, 5, 7, 9), losing(all, 1, 3, 5), 20 * time.Second},
	} {
		for _, original := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/original=%v", c.name, original), func(t *testing.T) {
				w := newWorld(t)
				w.fake.original = original
				w.up, w.down = c.up(), c.down()
				w.join()
				if took := w.now.Sub(w.start); took > c.within {
					t.Errorf("joined after %v, want at most %v", took, c.within)
				}
				w.run(time.Second)
				if holder := w.fake.holder("juri"); holder != fmt.Sprint(w.m.session.socket) {
					t.Errorf("the server has juri at %q, the client is at %d", holder, w.m.session.socket)
				}
				if len(w.open) != 1 {
					t.Errorf("%d sockets are open", len(w.open))
				}
				if n := w.count("signup juri"); n != 1 {
					t.Errorf("SIGNUP_TAG was sent %d times", n)
				}
				w.wantEvents()
			})
		}
	}
}

// losing returns a constructor of lose rules, since each row of a table is used twice.
func losing(match func(data []byte) bool, numbers ...int) func() func([]byte) []time.Duration {
	return func() func([]byte) []time.Duration { return lose(match, numbers...) }
}

func TestRetryAfter(t *testing.T) {
	var sum time.Duration
	for n, want := range []time.Duration{500, 750, 1125, 1687, 2531, 3796, 4000, 4000} {
		got := retryAfter(n + 1)
		if got.Truncate(time.Millisecond) != want*time.Millisecond {
			t.Errorf("after %d: %v", n+1, got)
		}
		sum += got
	}
	if got := retryAfter(1_000_000); got != lastRetry {
		t.Errorf("after a million: %v", got)
	}
}

// TestSilentAddress gets no answer through the first socket, as when the server has moved to another address.
func TestSilentAddress(t *testing.T) {
	w := newWorld(t)
	w.up = func([]byte) []time.Duration {
		if w.m.session.socket == 1 {
			return nil
		}
		return []time.Duration{trip}
	}
	if r := w.dial(patience + time.Second); r.Err != nil {
		t.Error(r.Err)
	}
}

// TestMasukkanForEver: a server answers every E,N with `Masukkan…`. The client must not open sockets without limit.
func TestMasukkanForEver(t *testing.T) {
	w := newWorld(t)
	w.up = func([]byte) []time.Duration {
		w.post(w.fake.clear(fmt.Sprint(w.m.session.socket), wire.TextPasswordFirst))
		return nil
	}
	if r := w.dial(20 * time.Second); !errors.Is(r.Err, chat.ErrNoServer) {
		t.Errorf("result %+v", r)
	}
	if w.m.sockets > 30 {
		t.Errorf("%d sockets in 20 s", w.m.sockets)
	}
}

func TestRepeatedKeysAtAnOriginalTakeANewPort(t *testing.T) {
	w := newWorld(t)
	w.fake.original = true
	w.down = lose(isKeys, 1)
	w.join()
	if w.m.session.socket != 2 {
		t.Errorf("joined through socket %d, want the second", w.m.session.socket)
	}
}

func TestPasswordRefused(t *testing.T) {
	w := newWorld(t)
	w.dial(time.Minute)
	r := w.authenticate(time.Minute, "wrong")
	if !errors.Is(r.Err, chat.ErrPassword) || r.Reply != wire.TextPasswordWrong {
		t.Errorf("result %+v", r)
	}
	if r := w.enter(time.Minute, "juri"); !errors.Is(r.Err, chat.ErrOrder) {
		t.Errorf("Enter after a refused password: %+v", r)
	}
	if r := w.authenticate(time.Minute, ""); !errors.Is(r.Err, chat.ErrPassword) {
		t.Errorf("empty password: %+v", r)
	}
	if r := w.authenticate(time.Minute, strings.Repeat("a", 400)); !errors.Is(r.Err, chat.ErrPassword) {
		t.Errorf("long password: %+v", r)
	}
	r = w.authenticate(time.Minute, "12345")
	if r.Err != nil || r.Reply != wire.TextPasswordRight {
		t.Errorf("result %+v", r)
	}
	if r = w.authenticate(time.Minute, "another"); r.Err != nil || w.m.password != "12345" {
		t.Errorf("a wrong password once we are let in: %+v", r)
	}
	if n := w.count("password 12345"); n != 1 {
		t.Errorf("the right password was sent %d times", n)
	}
}

// TestThrottledRefusal answers a wrong password as late as our server may. The client must not send it twice meanwhile.
func TestThrottledRefusal(t *testing.T) {
	w := newWorld(t)
	w.down = func(data []byte) []time.Duration {
		if string(data) == wire.TextPasswordWrong {
			return []time.Duration{2*time.Second + 400*time.Millisecond}
		}
		return []time.Duration{trip}
	}
	w.dial(time.Minute)
	if r := w.authenticate(time.Minute, "wrong"); !errors.Is(r.Err, chat.ErrPassword) {
		t.Errorf("result %+v", r)
	}
	if n := w.count("password wrong"); n != 1 {
		t.Errorf("the password was sent %d times", n)
	}
}

// TestLateRefusalOfAnEarlierPassword: a wrong password was sent twice, and its second refusal arrives while the right
// one awaits its answer.
func TestLateRefusalOfAnEarlierPassword(t *testing.T) {
	w := newWorld(t)
	w.dial(time.Minute)
	refusals := 0
	w.down = func(data []byte) []time.Duration {
		if string(data) == wire.TextPasswordWrong {
			if refusals++; refusals == 1 {
				return []time.Duration{2600 * time.Millisecond}
			}
			return []time.Duration{60 * time.Millisecond}
		}
		return []time.Duration{trip}
	}
	first := w.call(func(m *Machine, now time.Time, call uint64) { m.Authenticate(now, call, "wrong") })
	if r := w.await(time.Minute, first); !errors.Is(r.Err, chat.ErrPassword) {
		t.Fatalf("result %+v", r)
	}
	if n := w.count("password wrong"); n != 2 {
		t.Fatalf("the password was sent %d times: the test needs two", n)
	}
	if r := w.authenticate(time.Minute, "12345"); r.Err != nil {
		t.Errorf("the right password after it: %+v", r)
	}
}

func TestNameRefused(t *testing.T) {
	w := newWorld(t)
	w.another("juri")
	w.dial(time.Minute)
	w.authenticate(time.Minute, "12345")
	if r := w.enter(time.Minute, "juri"); !errors.Is(r.Err, chat.ErrName) || r.Reply != wire.TextUnavailable {
		t.Errorf("taken: %+v", r)
	}
	for _, name := range []string{"", " ", "a:b", "a\nb", "a\x1b[2J", "\u202Ea", "a\uFFFDb", strings.Repeat("中", 65)} {
		r := w.enter(time.Minute, name)
		if local := new(chat.NameError); !errors.Is(r.Err, chat.ErrName) || !errors.As(r.Err, &local) || r.Reply != "" {
			t.Errorf("%q: %+v", name, r)
		}
	}
	if _, err := checkName(strings.Repeat("中", 64)); err != nil {
		t.Errorf("64 characters of three bytes: %v", err)
	}
	if r := w.enter(time.Minute, " budi "); r.Err != nil || r.Reply != "Username available" {
		t.Errorf("free: %+v", r)
	}
	if w.m.name != "budi" {
		t.Errorf("the name is %q", w.m.name)
	}
}

// TestNameAsTheServerWritesIt: the client adopts the name in the server's answer if it is valid.
func TestNameAsTheServerWritesIt(t *testing.T) {
	for answer, want := range map[string]string{
		"Username Juri berhasil diset!": "Juri", "Username  berhasil diset!": "juri",
		"Username a:b berhasil diset!": "juri", "Username \x1b berhasil diset!": "juri",
	} {
		w := newWorld(t)
		w.dial(time.Minute)
		w.authenticate(time.Minute, "12345")
		w.down = func(data []byte) []time.Duration {
			if strings.HasSuffix(string(data), "diset!") {
				w.after(trip, func() { w.m.Datagram(w.now, 1, []byte(answer)) })
				return nil
			}
			return []time.Duration{trip}
		}
		if r := w.enter(time.Minute, "juri"); r.Err != nil || w.m.name != want {
			t.Errorf("%q: %+v, the name is %q", answer, r, w.m.name)
		}
	}
}

// TestTakenBetweenCheckAndSet: the name is free at CHECK_USERNAME and taken at SET_USERNAME.
func TestTakenBetweenCheckAndSet(t *testing.T) {
	w := newWorld(t)
	w.dial(time.Minute)
	w.authenticate(time.Minute, "12345")
	w.down = func(data []byte) []time.Duration {
		if string(data) == wire.TextAvailable {
			w.another("juri")
		}
		return []time.Duration{trip}
	}
	if r := w.enter(time.Minute, "juri"); !errors.Is(r.Err, chat.ErrName) {
		t.Errorf("result %+v", r)
	}
	if err := w.leave(time.Minute); err != nil || w.count("leave juri") > 0 {
		t.Errorf("Leave under a name that is another's: %v, %d datagrams", err, w.count("leave juri"))
	}
}

// TestEnterAgain: the answers to SET_USERNAME are lost and the call gives up. The next one enters with the name that
// the server has already given to this client.
func TestEnterAgain(t *testing.T) {
	for _, original := range []bool{false, true} {
		w := newWorld(t)
		w.fake.original = original
		w.dial(time.Minute)
		w.authenticate(time.Minute, "12345")
		w.down = func(data []byte) []time.Duration {
			if strings.HasSuffix(string(data), "diset!") || original && string(data) == wire.TextUnavailable {
				return nil
			}
			return []time.Duration{trip}
		}
		if r := w.enter(2*time.Second, "juri"); !errors.Is(r.Err, chat.ErrNoServer) || !errors.Is(r.Err, context.DeadlineExceeded) {
			t.Fatalf("result %+v", r)
		}
		w.down = nil
		if r := w.enter(time.Minute, "juri"); r.Err != nil {
			t.Errorf("result %+v", r)
		}
	}
}

// TestServerRestartsWhileJoining loses the session between two prompts to the person.
func TestServerRestartsWhileJoining(t *testing.T) {
	for _, reach := range []reach{listening, refusing} {
		w := newWorld(t)
		w.dial(time.Minute)
		w.restart()
		if r := w.authenticate(time.Second, "12345"); r.Err != nil {
			t.Fatalf("Authenticate: %+v", r)
		}
		w.restart()
		w.reach = reach
		w.after(time.Second, func() { w.reach = listening })
		if r := w.enter(time.Minute, "juri"); r.Err != nil {
			t.Fatalf("Enter: %+v", r)
		}
		if w.fake.holder("juri") == "" {
			t.Error("the server knows no juri")
		}
	}
}

func TestDialFails(t *testing.T) {
	unknown := chat.Failed(`the host "server" is not known`, &net.DNSError{IsNotFound: true})
	for _, c := range []struct {
		name    string
		reach   reach
		resolve error
		want    error
		from    time.Duration
		to      time.Duration
	}{
		{"nobody listens", refusing, nil, chat.ErrNoServer, 3 * time.Second, 3100 * time.Millisecond},
		{"silence", silent, nil, chat.ErrNoServer, time.Minute, time.Minute},
		{"unknown host", listening, unknown, unknown, 3 * time.Second, 3100 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.reach, w.resolve = c.reach, c.resolve
			r := w.dial(time.Minute)
			took := w.now.Sub(w.start)
			if !errors.Is(r.Err, c.want) || took < c.from || took > c.to {
				t.Errorf("after %v: %v", took, r.Err)
			}
			if !strings.Contains(r.Err.Error(), "server") {
				t.Errorf("%q does not name the server", r.Err)
			}
		})
	}
}

// TestDialWaitsForAServerThatStarts: refusals come first, or the name does not resolve yet.
func TestDialWaitsForAServerThatStarts(t *testing.T) {
	w := newWorld(t)
	w.reach = refusing
	w.after(2500*time.Millisecond, func() { w.reach = listening })
	if r := w.dial(time.Minute); r.Err != nil {
		t.Error(r.Err)
	}
	w = newWorld(t)
	w.resolve = errors.New("not yet")
	w.after(2*time.Second, func() { w.resolve = nil })
	if r := w.dial(time.Minute); r.Err != nil {
		t.Error(r.Err)
	}
}

// TestSlowOriginal delays every answer by six seconds, as an original with a few members does.
func TestSlowOriginal(t *testing.T) {
	w := newWorld(t)
	w.fake.original = true
	w.down = func([]byte) []time.Duration { return []time.Duration{6 * time.Second} }
	w.join()
	if err := w.say("halo"); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(time.Minute); err != nil {
		t.Error(err)
	}
	w.run(3 * time.Minute)
	w.wantEvents(chat.Said)
}

func TestCallsOutOfOrder(t *testing.T) {
	w := newWorld(t)
	w.dial(time.Minute)
	if err := w.say("halo"); !errors.Is(err, chat.ErrOrder) {
		t.Errorf("Say first: %v", err)
	}
	if r := w.enter(time.Minute, "juri"); !errors.Is(r.Err, chat.ErrOrder) {
		t.Errorf("Enter before Authenticate: %v", r.Err)
	}
	w.authenticate(time.Minute, "12345")
	pending := w.call(func(m *Machine, now time.Time, call uint64) { m.Enter(now, call, "juri") })
	if r := w.enter(time.Minute, "juri"); !errors.Is(r.Err, chat.ErrOrder) {
		t.Errorf("two at once: %v", r.Err)
	}
	if r := w.await(time.Minute, pending); r.Err != nil {
		t.Error(r.Err)
	}
	if r := w.enter(time.Minute, "budi"); !errors.Is(r.Err, chat.ErrOrder) {
		t.Errorf("Enter twice: %v", r.Err)
	}
}
