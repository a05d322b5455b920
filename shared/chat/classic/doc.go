// Package classic is the original wire format's Machine: a member of a classic room, without socket or clock.
//
//	machine.go    Machine and its phases
//	opening.go    a socket, and a new one where the old one leads nowhere
//	joining.go    E,N ─▶ PASSWORD ─▶ CHECK_USERNAME ─▶ SET_USERNAME; keys, password, name: one answer each
//	saying.go     what is said waits for room, and then for its echo (echoes.go)
//	receive.go    datagrams ─▶ lines ─▶ events
//	presence.go   does the server still know us?
//	rejoin.go     lost, and in again
//	leaving.go    LEAVE_TAG
//
// The behaviour towards servers that lose, repeat or forget is that of docs/classic.md.
package classic
