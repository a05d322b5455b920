//go:build linux

package bench

import (
	"fmt"
	"slices"
	"strings"
)

// median returns the middle one of an odd number of figures.
func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}

// thousands prints figures in thousands, in the order in which they came.
func thousands(figures []float64) string {
	var all []string
	for _, f := range figures {
		all = append(all, fmt.Sprintf("%.0fk", f/1000))
	}
	return strings.Join(all, " ")
}
