// Package classictest plays conversations of a classic room for tests, as frames on a wire, always
// with the same keys and times. No program imports it.
//
//	s := classictest.New()
//	s.Join("ana", "rahasia")        8 frames: keys, password, name, SIGNUP twice
//	s.Say("ana", "halo")            1 to the server, 1 to each member
//	s.Frames                        Ethernet │ IPv4 │ UDP │ "E,N" …
package classictest
