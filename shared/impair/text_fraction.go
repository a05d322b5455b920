package impair

import (
	"strconv"
	"strings"
)

// parseFraction reads "5%" or "0.05". Whether it lies in [0, 1] is Validate's.
func parseFraction(field, value string, to *float64) error {
	digits, percent := strings.CutSuffix(value, "%")
	p, err := parseDecimal(digits)
	if err != nil {
		return &FieldError{Field: field, Value: value, Problem: "is no probability", Hint: "write 5% or 0.05, say"}
	}
	if percent {
		p /= 100
	}
	if percent && p > 1 {
		return &FieldError{Field: field, Value: value, Problem: "is more than 100%"}
	}
	*to = p
	return nil
}

// parseDecimal reads a plain decimal number: no infinity, no hexadecimal.
func parseDecimal(digits string) (float64, error) {
	if strings.Trim(digits, "0123456789.e-+") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(digits, 64)
}

// formatFraction returns "" for 0, else a percentage where one gives back the
// same number, or the fraction itself.
func formatFraction(p float64) string {
	if p == 0 {
		return ""
	}
	for digits := 1; digits <= 17; digits++ {
		text := strconv.FormatFloat(p*100, 'g', digits, 64)
		if strings.ContainsRune(text, 'e') {
			continue
		}
		var back float64
		if parseFraction("", text+"%", &back) == nil && back == p {
			return text + "%"
		}
	}
	return strconv.FormatFloat(p, 'g', -1, 64)
}

// parseBurst reads to-bad/to-good[/pass-in-bad[/loss-in-good]].
func parseBurst(c *Config, value string) error {
	parts := strings.Split(value, "/")
	if len(parts) < 2 || len(parts) > 4 {
		return &FieldError{
			Field: "burst", Value: value, Problem: "needs two to four probabilities",
			Hint: "write to-bad/to-good, 0.01/0.3 say, for spells of 3.3 datagrams on average",
		}
	}
	g := &GilbertElliott{}
	for i, to := range []*float64{&g.ToBad, &g.ToGood, &g.PassInBad, &g.LossInGood} {
		if i < len(parts) {
			if err := parseFraction("burst", strings.TrimSpace(parts[i]), to); err != nil {
				return err
			}
		}
	}
	c.Burst = g
	return nil
}

func formatBurst(c *Config) string {
	if c.Burst == nil {
		return ""
	}
	g := c.Burst
	values := []float64{g.ToBad, g.ToGood, g.PassInBad, g.LossInGood}
	for len(values) > 2 && values[len(values)-1] == 0 {
		values = values[:len(values)-1]
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strings.Join(texts, "/")
}
