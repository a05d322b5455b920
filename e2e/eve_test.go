package e2e

import (
	"testing"

	"github.com/moby/moby/api/types/container"
)

// Eve sits in the server's network, and reads the password and every word as they pass.
func TestEveReadsTheRoom(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	eve := lab.Eve()
	juri := lab.Join("juri")
	eve.Prints(`PASSWORD is "` + Password + `"`)
	juri.Says("rahasia besar 🙂")
	eve.Prints("juri: rahasia besar 🙂")
	eve.Kill("SIGTERM")
	eve.Exits(0)
}

// Eve starts a listener in the network namespace of the lab's server, with no more rights than compose.yaml gives her.
func (l *Lab) Eve(args ...string) *Sandbox {
	l.t.Helper()
	server := l.Server.ctr.GetContainerID()
	eve := run(l.t, program{name: "eve", image: labImage(), cmd: append([]string{"eve"}, args...), env: map[string]string{"OBROLAN_LANG": "en"},
		host: func(h *container.HostConfig) {
			h.NetworkMode = container.NetworkMode("container:" + server)
			h.CapDrop, h.CapAdd = []string{"ALL"}, []string{"NET_RAW"}
		}})
	eve.Prints("Eve listens")
	return eve
}
