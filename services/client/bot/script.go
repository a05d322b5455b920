package bot

import (
	"regexp"
	"time"
)

// Script is what a bot says and when. It is not changed once it is parsed, so that several bots can share it.
type Script struct {
	Name  string // without -bot; may be empty
	About string
	Pace  Rate // defaultPace if the script has none

	order  order
	leaves *absence
	lines  []line
	timed  []timedLine

	join, leave, going, back []template
	named, any               []rule
	fallback                 []template
	right, late              []template
}

// defaultPace is the pace of a script that gives none.
var defaultPace = Rate{Messages: 1, Per: 20 * time.Second}

// order is how a bot goes through its plain lines.
type order uint8

const (
	once order = iota
	loop
	shuffle
)

// line is a plain line, or a question of a quiz.
type line struct {
	text    template
	answer  string   // the right one, as it is shown
	answers []string // everything that is right, in small letters; nil for a plain line
}

// timedLine is a line with a time of its own, counted from the first joining.
type timedLine struct {
	at   time.Duration
	text template
}

// rule is what to say to what somebody says.
type rule struct {
	when *regexp.Regexp
	say  []template
}

// absence is when a bot leaves, and for how long.
type absence struct{ after, stay span }

// span is a range of durations, both ends included.
type span struct{ from, to time.Duration }
