package e2e

import (
	"encoding/json"
	"strings"
)

// Action is a line of the server's log: what it did. Empty fields match anything.
type Action struct {
	Event string `json:"event"`
	Name  string `json:"name"`
	Text  string `json:"text"`
	Why   string `json:"why"`
	Msg   string `json:"msg"`
	From  string `json:"from"`
	To    int    `json:"to"`
}

// matches compares the fields that want sets; Msg need only be contained.
func (a Action) matches(want Action) bool {
	return (want.Event == "" || a.Event == want.Event) && (want.Name == "" || a.Name == want.Name) &&
		(want.Text == "" || a.Text == want.Text) && (want.Why == "" || a.Why == want.Why) &&
		strings.Contains(a.Msg, want.Msg) && (want.To == 0 || a.To == want.To)
}

func action(line string) Action {
	var a Action
	_ = json.Unmarshal([]byte(line), &a) // a line that is not JSON matches nothing
	return a
}

// Did waits until the server's log tells of an action.
func (s *Server) Did(want Action) Action {
	s.t.Helper()
	return s.DidAfter(0, want)
}

// DidAfter is Did for the log from a position on, see Mark.
func (s *Server) DidAfter(from int, want Action) Action {
	s.t.Helper()
	at := s.find(from, want)
	return action(s.printed.Lines()[at])
}

// find waits until the log tells of an action, and returns the line's position.
func (s *Server) find(from int, want Action) int {
	s.t.Helper()
	at, err := s.printed.Await(from, patience, func(line string) bool { return action(line).matches(want) })
	if err != nil {
		s.t.Fatalf("the server's log has no %+v: %v; it says\n%s", want, err, s.printed)
	}
	return at
}

// Times counts the actions of a kind so far.
func (s *Server) Times(want Action) int {
	return s.printed.Count(func(line string) bool { return action(line).matches(want) })
}

// Counters holds the server's counters by name.
type Counters map[string]uint64

// Counters asks the server for its counters.
func (s *Server) Counters() Counters {
	s.t.Helper()
	mark := s.Mark()
	s.Kill("SIGUSR1")
	at := s.find(mark, Action{Event: "counters"})
	var fields map[string]any
	if err := json.Unmarshal([]byte(s.printed.Lines()[at]), &fields); err != nil {
		s.t.Fatal(err)
	}
	counters := make(Counters)
	for name, value := range fields {
		if n, ok := value.(float64); ok {
			counters[name] = uint64(n)
		}
	}
	return counters
}

// Dropped returns the number of datagrams dropped for any reason.
func (c Counters) Dropped() uint64 {
	var sum uint64
	for name, n := range c {
		if strings.HasPrefix(name, "dropped_") {
			sum += n
		}
	}
	return sum
}

// Mark returns the current end of the log.
func (s *Server) Mark() int { return len(s.printed.Lines()) }
