package secure

import (
	"math/rand/v2"
	"testing"
)

// TestWindowAgainstAModel plays numbers that advance, jump, come late and come twice.
func TestWindowAgainstAModel(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var w Window
		used := make(map[uint64]bool)
		var largest uint64
		for range 20_000 {
			var packet uint64
			switch rng.IntN(4) {
			case 0, 1:
				packet = largest + uint64(rng.IntN(3))
			case 2:
				packet = largest - min(largest, uint64(rng.IntN(windowSize+100)))
			default:
				packet = largest + uint64(rng.IntN(2*windowSize))
			}
			fresh := w.Fresh(packet)
			tooOld := len(used) > 0 && largest > packet && largest-packet > windowSize-64
			if want := !used[packet] && !tooOld; fresh != want {
				t.Fatalf("seed %d: number %d with largest %d: fresh %v, want %v", seed, packet, largest, fresh, want)
			}
			if fresh {
				w.Use(packet)
				used[packet] = true
				largest = max(largest, packet)
			}
			if w.Expected() != largest+1 {
				t.Fatalf("expects %d after %d", w.Expected(), largest)
			}
		}
	}
}

func TestWindowBeginsAtZero(t *testing.T) {
	var w Window
	if w.Expected() != 0 || !w.Fresh(0) {
		t.Error("number 0 is not the first")
	}
	w.Use(0)
	if w.Fresh(0) || !w.Fresh(1) || w.Expected() != 1 {
		t.Error("number 0 is not marked")
	}
}
