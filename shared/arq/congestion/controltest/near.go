package controltest

import (
	"math"
	"testing"
)

// Near fails unless got is within a share of tolerance of want.
func Near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance*math.Abs(want) {
		t.Errorf("%s is %.4g, want %.4g", what, got, want)
	}
}
