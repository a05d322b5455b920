package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rate is how often a bot speaks unprompted: Messages every Per. No messages means never.
type Rate struct {
	Messages int
	Per      time.Duration
}

// ParseRate reads MESSAGES/TIME, e.g. 1/5s, 10/1m or 3/s; 0 alone is never. Errors are part of a sentence and quote
// what is wrong.
func ParseRate(text string) (Rate, error) {
	if strings.TrimSpace(text) == "0" {
		return Rate{}, nil
	}
	messages, per, ok := strings.Cut(text, "/")
	if !ok {
		return Rate{}, fmt.Errorf("%q has no slash", text)
	}
	n, err := strconv.Atoi(strings.TrimSpace(messages))
	if err != nil || n < 0 || n > 1000 {
		return Rate{}, fmt.Errorf("%q is not a number of messages from 0 to 1000", messages)
	}
	d, err := parseSpan(per)
	if err != nil {
		return Rate{}, err
	}
	if n > 0 && d/time.Duration(n) < time.Millisecond {
		return Rate{}, fmt.Errorf("%q is more than a message a millisecond", text)
	}
	return Rate{Messages: n, Per: d}, nil
}

// parseSpan reads a duration; a unit alone is one of it.
func parseSpan(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	d, err := time.ParseDuration(text)
	if err != nil {
		d, err = time.ParseDuration("1" + text)
	}
	if err != nil || d <= 0 || d > 24*time.Hour {
		return 0, fmt.Errorf("%q is not a time such as 5s, 2m or 1h30m, of at most a day", text)
	}
	return d, nil
}

// interval is the mean time between two messages; 0 means never.
func (r Rate) interval() time.Duration {
	if r.Messages == 0 {
		return 0
	}
	return r.Per / time.Duration(r.Messages)
}

// String is the form that ParseRate reads.
func (r Rate) String() string {
	if r.Messages == 0 {
		return "0"
	}
	return fmt.Sprintf("%d/%s", r.Messages, r.Per)
}
