package impair

import (
	"math"
	"strconv"
	"strings"
)

// unit is a suffix and what it multiplies by.
type unit struct {
	name string
	size int64
}

// Parsing takes the first suffix that fits, so longer ones stand first.
// Formatting takes the greatest that divides.
var (
	rateUnits = []unit{{"gbit", 1e9}, {"mbit", 1e6}, {"kbit", 1e3}, {"bit", 1}}
	sizeUnits = []unit{{"MiB", 1 << 20}, {"KiB", 1 << 10}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}}
)

func parseRate(value string, to *int64) (err error) {
	*to, err = parseUnits("rate", value, rateUnits, "write 100mbit, 2.5gbit, 64kbit or 800bit, say")
	return err
}

func parseQueue(value string, to *int) error {
	n, err := parseUnits("queue", value, sizeUnits, "write 250kB, 64KiB or 1500B, say")
	*to = int(n)
	return err
}

// parseUnits reads a number with a suffix into a whole number of the smallest
// unit.
func parseUnits(field, value string, units []unit, hint string) (int64, error) {
	fail := func(problem string) (int64, error) {
		return 0, &FieldError{Field: field, Value: value, Problem: problem, Hint: hint}
	}
	for _, u := range units {
		digits, found := strings.CutSuffix(value, u.name)
		if !found {
			continue
		}
		x, err := parseDecimal(strings.TrimSpace(digits))
		if err != nil {
			return fail("is no number")
		}
		x *= float64(u.size)
		if math.Abs(x) > 1<<53 {
			return fail("is too much")
		}
		// 0.3 has no exact float: a hair beside a whole number is that number.
		whole := math.Round(x)
		if math.Abs(x-whole) > max(1e-6, math.Abs(x)*1e-15) {
			return fail("is no whole number of " + units[len(units)-1].name)
		}
		return int64(whole), nil
	}
	return fail("has no known unit")
}

// formatUnits returns "" for 0, else the shortest exact form.
func formatUnits(n int64, units []unit) string {
	if n == 0 {
		return ""
	}
	best := ""
	for _, u := range units {
		if n%u.size != 0 {
			continue
		}
		if text := strconv.FormatInt(n/u.size, 10) + u.name; best == "" || len(text) < len(best) {
			best = text
		}
	}
	return best
}
