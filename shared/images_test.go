package shared

import (
	"path"
	"slices"
	"testing"
)

// The images are FROM scratch and hold no time zones. A program without them prints UTC whatever TZ says.
func TestProgramsHoldTheTimeZones(t *testing.T) {
	holds := map[string]bool{}
	for _, s := range sources(t) {
		if path.Dir(s.dir) == "services" && path.Base(s.path) == "main.go" {
			holds[s.dir] = slices.Contains(s.imports(), "time/tzdata")
		}
	}
	if len(holds) < 3 {
		t.Fatalf("found the programs %v", holds)
	}
	for dir, ok := range holds {
		if !ok {
			t.Errorf("%s/main.go does not import time/tzdata: in the image TZ does nothing", dir)
		}
	}
}
