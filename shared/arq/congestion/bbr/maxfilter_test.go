package bbr

import (
	"testing"

	"pgregory.net/rapid"
)

// The filter agrees with looking at all values of the window.
func TestMaxFilterAgainstAllValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.Uint64Range(1, maxFilterLen).Draw(t, "length")
		var f maxFilter
		var all []maxEntry
		tick := uint64(0)
		for range rapid.IntRange(1, 100).Draw(t, "values") {
			tick += rapid.Uint64Range(0, 3).Draw(t, "ticks")
			e := maxEntry{tick, float64(rapid.IntRange(0, 50).Draw(t, "value"))}
			all = append(all, e)
			got := f.update(e.tick, e.value, length)
			want := 0.0
			for _, a := range all {
				if tick-a.tick < length {
					want = max(want, a.value)
				}
			}
			if got != want {
				t.Fatalf("largest of the last %d ticks is %v, want %v: %v", length, got, want, all)
			}
		}
	})
}

func TestMaxFilterShortensItsWindow(t *testing.T) {
	var f maxFilter
	f.update(0, 9, 10)
	f.update(3, 5, 10)
	if got := f.update(4, 1, 1); got != 1 {
		t.Errorf("largest of one tick is %v", got)
	}
}
