package impair

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// maxTime bounds every time in a configuration, so that sums stay far from the
// end of time.Duration.
const maxTime = 1000 * time.Hour

// Validate returns nil, or one [FieldError] for each field that is wrong,
// joined. Fields carry the names of the text form.
func (c Config) Validate() error {
	var errs []error
	check := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	check(probability("loss", c.Loss))
	if c.Burst != nil {
		check(c.Burst.validate())
	}
	check(span("delay", c.Delay))
	check(span("jitter", c.Jitter))
	check(probability("dup", c.Duplicate))
	check(probability("reorder", c.Reorder))
	check(span("reorderby", c.ReorderBy))
	check(probability("corrupt", c.Corrupt))
	check(c.validateBottleneck())
	for _, o := range c.Outages {
		check(o.validate())
	}
	for i := range c.Rules {
		check(c.Rules[i].validate(i))
	}
	return errors.Join(errs...)
}

func probability(field string, p float64) error {
	if p >= 0 && p <= 1 {
		return nil
	}
	e := &FieldError{Field: field, Value: strconv.FormatFloat(p, 'g', -1, 64), Problem: "is no probability: it must be between 0 and 1"}
	if p > 1 && p <= 100 {
		e.Hint = fmt.Sprintf("write %s%% for %s in a hundred", e.Value, e.Value)
	}
	return e
}

func span(field string, d time.Duration) error {
	if d < 0 {
		return &FieldError{Field: field, Value: d.String(), Problem: "is negative"}
	}
	if d > maxTime {
		return &FieldError{Field: field, Value: d.String(), Problem: "is longer than " + maxTime.String()}
	}
	return nil
}

func (g *GilbertElliott) validate() error {
	return errors.Join(
		probability("burst (to bad)", g.ToBad),
		probability("burst (to good)", g.ToGood),
		probability("burst (pass in bad)", g.PassInBad),
		probability("burst (loss in good)", g.LossInGood),
	)
}

func (c *Config) validateBottleneck() error {
	rate, queue := strconv.FormatInt(c.Rate, 10), strconv.Itoa(c.Queue)
	switch {
	case c.Rate < 0:
		return &FieldError{Field: "rate", Value: rate, Problem: "is negative"}
	case c.Rate > maxRate:
		return &FieldError{Field: "rate", Value: rate, Problem: "is more than 1000gbit"}
	case c.Queue < 0:
		return &FieldError{Field: "queue", Value: queue, Problem: "is negative"}
	case c.Queue > maxQueue:
		return &FieldError{Field: "queue", Value: queue, Problem: "is more than 1GiB"}
	case c.Queue > 0 && c.Rate == 0:
		return &FieldError{
			Field: "queue", Value: queue, Problem: "has no effect without a rate: nothing waits",
			Hint: "add rate=10mbit, say",
		}
	}
	return nil
}

func (o Outage) validate() error {
	if err := errors.Join(span("cut", o.From), span("cut", o.To)); err != nil {
		return err
	}
	if o.To != 0 && o.To <= o.From {
		return &FieldError{Field: "cut", Value: o.String(), Problem: "ends before it begins"}
	}
	return nil
}

func (r *Rule) validate(i int) error {
	field := fmt.Sprintf("rule %d", i+1)
	fail := func(problem string) error {
		return &FieldError{Field: field, Value: r.Name, Problem: problem}
	}
	o, a := r.Occurs, r.Action
	switch {
	case r.Direction > Down:
		return fail("has an unknown direction")
	case o.Start < 0 || o.Step < 0 || o.Limit < 0:
		return fail("picks a negative occurrence")
	case a.deed == deedNone:
		return fail("has no action")
	case a.deed == deedFlip && a.mask == 0:
		return fail("flips no bit")
	}
	if a.wait < 0 || a.wait > maxTime {
		return fail("waits for a negative time, or for longer than " + maxTime.String())
	}
	return nil
}
