package main

import (
	"testing"

	"obrolan/services/server/tally"
)

// TestAKilledClientIsGoneAtOnce needs the system's reports: whose socket is closed is missed at the next
// datagram to it, announced once, and costs those who stay nothing.
func TestAKilledClientIsGoneAtOnce(t *testing.T) {
	r := start(t, testConfig())
	ani := r.guest(t).join("ani")
	var dead []*guest
	for _, name := range []string{"budi", "cici", "dedi"} {
		dead = append(dead, r.guest(t).join(name))
		ani.expect(name + " memasuki obrolan!")
	}
	for _, d := range dead {
		d.u.Close()
	}
	ani.say("halo?")
	left := make(map[string]int)
	for range 4 {
		left[ani.line()]++
	}
	for _, line := range []string{"ani: halo?", "budi keluar dari obrolan.", "cici keluar dari obrolan.", "dedi keluar dari obrolan."} {
		if left[line] != 1 {
			t.Errorf("ani reads %v, want %q once", left, line)
		}
	}
	if n := r.count(tally.LeftRefused); n != 3 {
		t.Errorf("%d left by a closed port, want 3", n)
	}
	if n := r.count(tally.DroppedSendFailed); n != 0 {
		t.Errorf("%d datagrams could not be sent", n)
	}
	ani.say("sepi")
	ani.expect("ani: sepi")
}
