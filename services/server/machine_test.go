package main

import (
	"testing"
	"time"

	"obrolan/services/server/turn"
)

// recorder is a Machine that notes what it is asked to do.
type recorder struct {
	got      []string
	due      time.Time
	advanced int
	reports  int
	closed   int
}

func (r *recorder) Handle(_ time.Time, _ turn.Path, datagram []byte) {
	r.got = append(r.got, string(datagram))
}
func (r *recorder) Undelivered(_ time.Time, reports []turn.Report) { r.reports += len(reports) }
func (r *recorder) Deadline() time.Time                            { return r.due }
func (r *recorder) Advance(time.Time)                              { r.advanced++; r.due = time.Time{} }
func (r *recorder) Close(time.Time)                                { r.closed++ }
func (r *recorder) Len() int                                       { return 1 }

func TestAMachineIsChosenByTheFirstByte(t *testing.T) {
	var ms machines
	text, binary := new(recorder), new(recorder)
	ms.serve(text, 0x00, 0x7F)
	ms.serve(binary, 0xA0, 0xAF)
	for _, tt := range []struct {
		datagram string
		want     Machine
	}{
		{"", text}, {"\x00", text}, {"SET_USERNAME:a", text}, {"\x7f", text},
		{"\x80", nil}, {"\x9f", nil}, {"\xa0", binary}, {"\xaf\x00", binary}, {"\xb0", nil}, {"\xff", nil},
	} {
		if got := ms.of([]byte(tt.datagram)); got != tt.want {
			t.Errorf("%q goes to %v, want %v", tt.datagram, got, tt.want)
		}
	}
}

func TestTheNextDeadlineIsTheEarliestOfAll(t *testing.T) {
	now := time.Unix(1000, 0)
	var ms machines
	a, b, idle := &recorder{due: now.Add(2 * time.Second)}, &recorder{due: now.Add(time.Second)}, new(recorder)
	if !ms.deadline().IsZero() {
		t.Error("no machine has a deadline")
	}
	ms.serve(idle, 0, 0)
	ms.serve(a, 1, 1)
	ms.serve(b, 2, 2)
	if got := ms.deadline(); !got.Equal(b.due) {
		t.Errorf("next deadline %v, want %v", got, b.due)
	}
	ms.advance(now.Add(time.Second))
	if a.advanced != 0 || b.advanced != 1 || idle.advanced != 0 {
		t.Errorf("advanced %d, %d, %d times; only the second was due", a.advanced, b.advanced, idle.advanced)
	}
	ms.undelivered(now, make([]turn.Report, 2))
	ms.close(now)
	if a.reports != 2 || b.reports != 2 || a.closed != 1 || b.closed != 1 || ms.len() != 3 {
		t.Error("not every machine got the reports and the end")
	}
}
