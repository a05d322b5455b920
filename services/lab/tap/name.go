package tap

import "strings"

// apostrophes turns the apostrophes that phones type into that of keyboards, as our clients do.
var apostrophes = strings.NewReplacer("\u2018", "'", "\u2019", "'")

// SameName tells whether two names are one for a server: it makes no difference between cases, and clients
// make none between apostrophes.
func SameName(a, b string) bool {
	return strings.EqualFold(apostrophes.Replace(a), apostrophes.Replace(b))
}
