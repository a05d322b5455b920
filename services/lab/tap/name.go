package tap

import "strings"

// apostrophes turns the apostrophes that phones type into that of keyboards, as our clients do.
var apostrophes = strings.NewReplacer("\u2018", "'", "\u2019", "'")

// SameName reports whether two names are the same for a server, which ignores case; clients ignore the form
// of the apostrophe.
func SameName(a, b string) bool {
	return strings.EqualFold(apostrophes.Replace(a), apostrophes.Replace(b))
}
