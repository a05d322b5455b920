package impair

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// none is the text form of the zero configuration; the empty text is, too.
const none = "none"

// maxText bounds a text form, and with it the number of outages.
const maxText = 4096

// fieldText is one key of the text form.
type fieldText struct {
	name  string
	parse func(c *Config, value string) error
	// format returns the value, or "" when the field is at its zero.
	format func(c *Config) string
	// many is set where the key may be given more than once; format then
	// returns the values with the key between them.
	many bool
}

// fieldTexts lists the keys in the order in which String writes them.
var fieldTexts = []fieldText{
	{
		name:   "loss",
		parse:  func(c *Config, v string) error { return parseFraction("loss", v, &c.Loss) },
		format: func(c *Config) string { return formatFraction(c.Loss) },
	},
	{name: "burst", parse: parseBurst, format: formatBurst},
	{
		name:   "delay",
		parse:  func(c *Config, v string) error { return parseTime("delay", v, &c.Delay) },
		format: func(c *Config) string { return formatTime(c.Delay) },
	},
	{
		name:   "jitter",
		parse:  func(c *Config, v string) error { return parseTime("jitter", v, &c.Jitter) },
		format: func(c *Config) string { return formatTime(c.Jitter) },
	},
	{
		name:   "rate",
		parse:  func(c *Config, v string) error { return parseRate(v, &c.Rate) },
		format: func(c *Config) string { return formatUnits(c.Rate, rateUnits) },
	},
	{
		name:   "queue",
		parse:  func(c *Config, v string) error { return parseQueue(v, &c.Queue) },
		format: func(c *Config) string { return formatUnits(int64(c.Queue), sizeUnits) },
	},
	{
		name:   "dup",
		parse:  func(c *Config, v string) error { return parseFraction("dup", v, &c.Duplicate) },
		format: func(c *Config) string { return formatFraction(c.Duplicate) },
	},
	{
		name:   "reorder",
		parse:  func(c *Config, v string) error { return parseFraction("reorder", v, &c.Reorder) },
		format: func(c *Config) string { return formatFraction(c.Reorder) },
	},
	{
		name:   "reorderby",
		parse:  func(c *Config, v string) error { return parseTime("reorderby", v, &c.ReorderBy) },
		format: func(c *Config) string { return formatTime(c.ReorderBy) },
	},
	{
		name:   "corrupt",
		parse:  func(c *Config, v string) error { return parseFraction("corrupt", v, &c.Corrupt) },
		format: func(c *Config) string { return formatFraction(c.Corrupt) },
	},
	{name: "cut", parse: parseOutage, format: formatOutages, many: true},
}

// Parse reads the text form, key=value with commas between:
//
//		loss=5%,burst=0.01/0.3,delay=20ms,jitter=5ms,rate=100mbit,queue=250kB,
//		dup=1%,reorder=2%,reorderby=4ms,corrupt=0.1%,cut=10s-15s
//
//	  - Probabilities are percentages or fractions: 5% is 0.05.
//	  - burst is to-bad/to-good, then, if need be, /pass-in-bad/loss-in-good.
//	  - Times are Go's: 20ms, 1.5s, 2m.
//	  - Rates end in bit, kbit, mbit or gbit a second, sizes in B, kB, MB, KiB or MiB.
//	  - cut is an outage, from-to; "10s-" never ends. It may be given again.
//
// Blanks around keys, values and commas don't matter. The empty text and "none"
// are the zero configuration. The result is valid; an error names what was
// wrong, and is or joins [FieldError]s.
func Parse(text string) (Config, error) {
	var c Config
	if len(text) > maxText {
		return c, &FieldError{Field: "the fault list", Problem: "is too long"}
	}
	if t := strings.TrimSpace(text); t == "" || t == none {
		return c, nil
	}
	given := make(map[string]bool)
	for item := range strings.SplitSeq(text, ",") {
		if err := parseItem(&c, item, given); err != nil {
			return Config{}, err
		}
	}
	if err := c.Validate(); err != nil {
		return Config{}, err
	}
	return c, nil
}

func parseItem(c *Config, item string, given map[string]bool) error {
	key, value, found := strings.Cut(item, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if key == "" {
		return &FieldError{Field: "the fault list", Problem: "has an item without a name", Hint: "write key=value with single commas between"}
	}
	if !found {
		return &FieldError{Field: "fault", Value: strings.TrimSpace(item), Problem: "has no value", Hint: "write key=value, loss=5% say"}
	}
	i := slices.IndexFunc(fieldTexts, func(f fieldText) bool { return f.name == key })
	if i < 0 {
		return &FieldError{Field: "fault", Value: key, Problem: "is unknown", Hint: "known are " + knownKeys()}
	}
	if given[key] && !fieldTexts[i].many {
		return &FieldError{Field: key, Problem: "is given twice"}
	}
	given[key] = true
	return fieldTexts[i].parse(c, value)
}

func knownKeys() string {
	names := make([]string, len(fieldTexts))
	for i, f := range fieldTexts {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

// String returns the text form, which Parse turns back into an equal
// configuration; LossOnly and Rules have none and are left out.
func (c Config) String() string {
	var items []string
	for _, f := range fieldTexts {
		if value := f.format(&c); value != "" {
			items = append(items, f.name+"="+value)
		}
	}
	if len(items) == 0 {
		return none
	}
	return strings.Join(items, ",")
}

func parseTime(field, value string, to *time.Duration) error {
	d, err := time.ParseDuration(value)
	if err != nil {
		return &FieldError{Field: field, Value: value, Problem: "is no time", Hint: "write 20ms, 1.5s or 2m, say"}
	}
	*to = d
	return nil
}

func formatTime(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// Hint returns the first hint that an error of this package carries, or "".
func Hint(err error) string {
	var field *FieldError
	if errors.As(err, &field) {
		return field.Hint
	}
	return ""
}
