// Package classic is the client's Machine for the original wire format.
//
//	machine.go    Machine and its phases
//	opening.go    open a socket; replace one through which no server answers
//	joining.go    E,N ─▶ PASSWORD ─▶ CHECK_USERNAME ─▶ SET_USERNAME; keys, password, name: one answer each
//	saying.go     a message waits for the window, and then for its echo (echoes.go)
//	receive.go    datagrams ─▶ lines ─▶ events
//	presence.go   does the server still have us as a member?
//	rejoin.go     the server is lost: join again
//	leaving.go    LEAVE_TAG
//
// docs/classic.md describes how it treats servers that lose, repeat or forget.
package classic
