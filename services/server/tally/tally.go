package tally

import (
	"strconv"
	"strings"
	"sync/atomic"
)

// Counter identifies a counter.
type Counter uint8

// The counters. Every reason for a drop has its own, so that the drops and the handled datagrams add up to Received.
const (
	Received   Counter = iota // datagrams
	Sent                      // datagrams
	Messages                  // lines said in the room
	Deliveries                // lines and notices, once for each receiver
	Joined
	LeftQuit
	LeftIdle
	LeftRefused
	LeftUnreachable
	LeftReplaced
	PasswordRight
	PasswordWrong
	NameRefused
	NotUnderstood
	Probes
	ReadErrors
	ReportedErrors // from the socket's error queue

	DroppedNoProtocol
	DroppedNotText
	DroppedMalformed
	DroppedUndecipherable
	DroppedForgedName
	DroppedNotInRoom
	DroppedTooLong
	DroppedThrottledKeys
	DroppedThrottledPassword
	DroppedThrottledAnswer
	DroppedJoiningExpired
	DroppedJoiningEvicted
	DroppedSendFailed
	DroppedSendBuffer
	DroppedLogQueue
	DroppedLogWrite

	Count // the number of counters
)

// Row describes a counter for a monitoring system: a metric family and a label within it.
type Row struct {
	Family string // without prefix and suffix
	Label  string // name of the label, or ""
	Value  string
	Help   string
}

// Short returns the counter's name for people: dropped_malformed.
func (r Row) Short() string {
	if r.Label == "" {
		return r.Family
	}
	return r.Family + "_" + r.Value
}

const (
	helpLeft     = "Members who left, by reason."
	helpPassword = "Passwords that were presented."
	helpDropped  = "What was dropped, by reason."
)

// Rows describes every counter.
var Rows = [Count]Row{
	Received:       {"received", "", "", "Datagrams read."},
	Sent:           {"sent", "", "", "Datagrams written."},
	Messages:       {"messages", "", "", "Messages said in the room."},
	Deliveries:     {"deliveries", "", "", "Messages and notices, times the members that they went to."},
	Joined:         {"joined", "", "", "Members who came in."},
	PasswordRight:  {"password", "verdict", "right", helpPassword},
	PasswordWrong:  {"password", "verdict", "wrong", helpPassword},
	NameRefused:    {"name_refused", "", "", "Names that were taken, or are none."},
	NotUnderstood:  {"not_understood", "", "", "Datagrams before the password that are none of the protocol's, and were answered."},
	Probes:         {"probes", "", "", "Empty datagrams to silent members."},
	ReadErrors:     {"read_errors", "", "", "Reads from the socket that failed."},
	ReportedErrors: {"reported_errors", "", "", "Datagrams that the system reported as undeliverable."},

	LeftQuit:        {"left", "reason", "quit", helpLeft},
	LeftIdle:        {"left", "reason", "idle", helpLeft},
	LeftRefused:     {"left", "reason", "refused", helpLeft},
	LeftUnreachable: {"left", "reason", "unreachable", helpLeft},
	LeftReplaced:    {"left", "reason", "replaced", helpLeft},

	DroppedNoProtocol:        {"dropped", "reason", "no_protocol", helpDropped},
	DroppedNotText:           {"dropped", "reason", "not_text", helpDropped},
	DroppedMalformed:         {"dropped", "reason", "malformed", helpDropped},
	DroppedUndecipherable:    {"dropped", "reason", "undecipherable", helpDropped},
	DroppedForgedName:        {"dropped", "reason", "forged_name", helpDropped},
	DroppedNotInRoom:         {"dropped", "reason", "not_in_room", helpDropped},
	DroppedTooLong:           {"dropped", "reason", "too_long", helpDropped},
	DroppedThrottledKeys:     {"dropped", "reason", "throttled_keys", helpDropped},
	DroppedThrottledPassword: {"dropped", "reason", "throttled_password", helpDropped},
	DroppedThrottledAnswer:   {"dropped", "reason", "throttled_answer", helpDropped},
	DroppedJoiningExpired:    {"dropped", "reason", "joining_expired", helpDropped},
	DroppedJoiningEvicted:    {"dropped", "reason", "joining_evicted", helpDropped},
	DroppedSendFailed:        {"dropped", "reason", "send_failed", helpDropped},
	DroppedSendBuffer:        {"dropped", "reason", "send_buffer_full", helpDropped},
	DroppedLogQueue:          {"dropped", "reason", "log_queue_full", helpDropped},
	DroppedLogWrite:          {"dropped", "reason", "log_not_written", helpDropped},
}

// Tally is a set of counters; the zero value is ready. It is safe for concurrent use.
type Tally struct{ n [Count]atomic.Uint64 }

// Add adds n to a counter.
func (t *Tally) Add(c Counter, n int) { t.n[c].Add(uint64(n)) }

// Inc adds one to a counter.
func (t *Tally) Inc(c Counter) { t.n[c].Add(1) }

// Get returns the value of a counter.
func (t *Tally) Get(c Counter) uint64 { return t.n[c].Load() }

// String returns every nonzero counter as name=number, in the order of the table.
func (t *Tally) String() string {
	var b strings.Builder
	for c := range Count {
		n := t.Get(c)
		if n == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(Rows[c].Short())
		b.WriteByte('=')
		b.WriteString(strconv.FormatUint(n, 10))
	}
	if b.Len() == 0 {
		return "nothing yet"
	}
	return b.String()
}

// Members returns the number of members: joins minus leaves.
func (t *Tally) Members() int {
	// Read leaves first. In the other order a member could leave in between and make the number negative.
	left := t.Get(LeftQuit) + t.Get(LeftIdle) + t.Get(LeftRefused) + t.Get(LeftUnreachable) + t.Get(LeftReplaced)
	return int(t.Get(Joined) - left)
}
