// Package scene builds frames for tests. The packages below it play the conversations of one protocol
// with them. No program imports it.
//
//	Frame(src, dst, "E,N")   ──▶   Ethernet │ IPv4 │ UDP │ "E,N"
package scene
