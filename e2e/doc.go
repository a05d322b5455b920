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
// Nothing sleeps to be safe: every wait is for something that must appear. When a scenario fails,
// what its containers printed is kept in e2e/logs.
//
// The images must be there (make images); `make e2e` sees to it. New things to look for go to
// checks.go.
package e2e
