// Package e2e proves the lab on the images that ship: real containers on a real bridge,
// real sockets, a real terminal. A scenario states one obligation in this vocabulary:
//
//	lab := Start(t)              a network and a server of its own, gone when the test ends
//	juri := lab.Join("juri")     a client in a container, in the room
//	budi := lab.Join("budi")
//	juri.Says("halo")
//	juri.Sees("juri: halo")      waits; fails with everything that juri saw, numbered
//	budi.Sees("juri: halo")
//	juri.Leaves()
//	budi.SeesOnce("* juri left")
//
// Nothing sleeps to be safe: every wait is for a condition, with a bound that only a failing scenario reaches. No scenario
// may depend on how fast the machine is: where time is what it is about, it measures, and where the protocol allows
// a loss, the kernel's counters must account for it. When a scenario fails, its containers' output is kept in e2e/logs.
//
// The images must exist; `make e2e` builds them. New checks go to checks.go.
package e2e
