package e2e

import "testing"

// The image's health check is a second process for a moment. MemoryMiB once failed while it ran.
func TestMemoryBesideAnotherProcess(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	lab.Server.Runs("/server", "--listen", "127.0.0.1:0")
	if mib := lab.Server.MemoryMiB(); mib < 1 || mib > 1000 {
		t.Errorf("the server occupies %d MiB", mib)
	}
}
