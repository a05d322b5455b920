//go:build linux

package bench

import (
	"errors"
	"net"
	"testing"
	"time"

	"obrolan/bench/bare"
	"obrolan/bench/crowd"
	"obrolan/bench/process"
)

// The tests here are of the drivers: figures that nobody has tried to falsify are worth little.

// small is the number of members in tests.
const small = 20

// TestTalkWithoutHarm has a small room talk, saturated and paced, and asks that everything arrives.
func TestTalkWithoutHarm(t *testing.T) {
	c, storm := enter(t, start(t), small)
	if want := small * (small - 1) / 2; storm.Notices != want {
		t.Errorf("%d notices were seen, want %d", storm.Notices, want)
	}
	saturated, err := c.Saturate(time.Second)
	if err != nil || saturated.Err() != nil || saturated.Lines <= crowd.Window {
		t.Errorf("saturated: %+v, %v, %v", saturated, err, saturated.Err())
	}
	paced, err := c.Pace(200, 500*time.Millisecond)
	if err != nil || paced.Err() != nil {
		t.Errorf("paced: %+v, %v, %v", paced, err, paced.Err())
	}
	if most := 200.0*paced.Saying.Seconds() + 1; float64(paced.Lines) > most {
		t.Errorf("%d lines were said in %v, at most %.0f were asked for", paced.Lines, paced.Saying, most)
	}
}

// TestTalkCountsHarm has a relay drop, double and damage, and asks for the same numbers from a Talk.
func TestTalkCountsHarm(t *testing.T) {
	s := start(t)
	r := startRelay(t, s.Addr)
	c, err := crowd.Open(small, r.addr(), process.Password)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if storm, err := c.Join(); err != nil || storm.Err() != nil {
		t.Fatal(err, storm.Err())
	}
	r.begin(true)
	talk, err := c.Pace(200, 500*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	r.begin(false)
	h := r.done()
	if h.dropped == 0 || h.doubled == 0 || h.damaged == 0 || h.silenced == 0 {
		t.Fatalf("the relay did no harm: %+v", h)
	}
	if want := h.dropped + h.damaged + h.silenced*small; talk.Lost() != want {
		t.Errorf("%d deliveries count as lost, %d were", talk.Lost(), want)
	}
	if talk.Doubled != h.doubled || talk.Damaged != h.damaged || talk.Unheard != h.silenced {
		t.Errorf("%d doubled, %d damaged, %d unheard; the relay says %+v", talk.Doubled, talk.Damaged, talk.Unheard, h)
	}
	if talk.Err() == nil {
		t.Error("a Talk with losses has no error")
	}
	if after, err := c.Pace(100, 100*time.Millisecond); err != nil || after.Err() != nil {
		t.Errorf("the next Talk suffers from the one before: %v, %v", err, after.Err())
	}
}

// TestJoinCountsHarm has a relay drop, double and damage notices.
func TestJoinCountsHarm(t *testing.T) {
	s := start(t)
	r := startRelay(t, s.Addr)
	c, err := crowd.Open(small, r.addr(), process.Password)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r.begin(true)
	storm, err := c.Join()
	if err != nil {
		t.Fatal(err)
	}
	h := r.done()
	if h.dropped == 0 || h.doubled == 0 || h.damaged == 0 {
		t.Fatalf("the relay did no harm: %+v", h)
	}
	if storm.Missing != h.dropped+h.damaged || storm.Twice != h.doubled || storm.Damaged != h.damaged || storm.Refused != 0 {
		t.Errorf("%+v; the relay says %+v", storm, h)
	}
	if storm.Err() == nil {
		t.Error("a Storm with losses has no error")
	}
}

// TestJoinNoticesRefusal has one member too many come.
func TestJoinNoticesRefusal(t *testing.T) {
	s := start(t, "--max-members", "3")
	c := open(t, s, 4)
	storm, err := c.Join()
	if !errors.Is(err, crowd.ErrOutside) || storm.Refused == 0 || storm.Err() == nil {
		t.Errorf("a full room goes unnoticed: %+v, %v", storm, err)
	}
}

// TestCountCountsWhatIsMissing has the bare sender send one member's datagrams to a socket that is nobody's, and two
// members' to each other.
func TestCountCountsWhatIsMissing(t *testing.T) {
	c := open(t, start(t), small)
	nobody, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer nobody.Close()
	addrs := c.Addrs()
	addrs[small/2] = nobody.LocalAddr().(*net.UDPAddr).AddrPort()
	addrs[0], addrs[1] = addrs[1], addrs[0]
	sender, err := bare.Start(c.Datagrams(), addrs)
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Stop()
	if err := sender.Send(50 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	var r bare.Result
	var done bool
	count, err := c.Count(func() (int, bool) {
		if !done {
			if r, done, err = sender.Result(); err != nil {
				t.Fatal(err)
			}
		}
		return r.Sent, done
	})
	if err != nil {
		t.Fatal(err)
	}
	each := r.Sent / small
	if want := r.Sent - 3*each; r.Sent == 0 || count.Deliveries != want || count.Damaged != 2*each {
		t.Errorf("of %d datagrams %d count as delivered, want %d; %d as damaged, want %d",
			r.Sent, count.Deliveries, want, count.Damaged, 2*each)
	}
	if r.CPU <= 0 || r.Elapsed < 50*time.Millisecond {
		t.Errorf("the bare sender says %+v", r)
	}
}

// TestIdleCounts has members ask whether they are still in.
func TestIdleCounts(t *testing.T) {
	c, _ := enter(t, start(t), small)
	idle, err := c.Idle(time.Second, 250*time.Millisecond)
	if err != nil || idle.Asked < small/2 || idle.Answered != idle.Asked || idle.Damaged != 0 {
		t.Errorf("%+v, %v", idle, err)
	}
}
