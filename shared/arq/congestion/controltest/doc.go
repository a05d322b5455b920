// Package controltest drives congestion controls in tests: by hand (Driver), or over a simulated
// bottleneck in virtual time (Sim).
//
//	Flow --> random loss --> [ tail-drop queue ] --> link of one rate --> receiver
//	  ^                                                                      |
//	  +------------------ acknowledgements, half a round trip later ---------+
package controltest
