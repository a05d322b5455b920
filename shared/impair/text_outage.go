package impair

import "strings"

// String returns the text form, "10s-15s"; "10s-" never ends.
func (o Outage) String() string {
	if o.To == 0 {
		return o.From.String() + "-"
	}
	return o.From.String() + "-" + o.To.String()
}

// parseOutage reads from-to and adds it.
func parseOutage(c *Config, value string) error {
	from, to, found := strings.Cut(value, "-")
	if !found || strings.TrimSpace(from) == "" {
		return &FieldError{Field: "cut", Value: value, Problem: "has no beginning and end", Hint: "write 10s-15s, or 10s- for ever"}
	}
	var o Outage
	if err := parseTime("cut", strings.TrimSpace(from), &o.From); err != nil {
		return err
	}
	if to = strings.TrimSpace(to); to != "" {
		if err := parseTime("cut", to, &o.To); err != nil {
			return err
		}
		if o.To == 0 {
			return &FieldError{Field: "cut", Value: value, Problem: "ends before it begins"}
		}
	}
	c.Outages = append(c.Outages, o)
	return nil
}

func formatOutages(c *Config) string {
	texts := make([]string, len(c.Outages))
	for i, o := range c.Outages {
		texts[i] = o.String()
	}
	return strings.Join(texts, ",cut=")
}
