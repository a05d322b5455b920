// Package arq is TCP over UDP: it turns datagrams, which are lost, doubled and overtaken, into a
// stream of bytes each way. It is TCP as the textbooks and RFC 9293 have it, with the wire format
// of package wire, and with one difference that runs through all of it: each datagram has a number
// of its own, and each acknowledgement echoes the number of the datagram that caused it.
//
// A [Conn] is a pure state machine: datagrams, bytes and the time go in; datagrams, bytes and the
// next deadline come out. It has no goroutine, lock, clock or socket. Its driver calls
//
//	for !c.Done() {
//	    act on c.TakeEvents(): write, read, close
//	    for n := c.Transmit(now, b); n > 0; n = c.Transmit(now, b) { send b[:n] }
//	    wait for a datagram, until c.Deadline()
//	    c.Receive(now, datagram)  or  c.Advance(now)
//	}
//	c.Release()
//
// # States
//
// TCP's own (RFC 9293 section 3.3.2). The driver owns the listening socket: a Conn in LISTEN waits
// for one SYN. x/y: on x, send y.
//
//	           CLOSED ──────────── Dial/SYN ─────────┐
//	             │ Accept                            v
//	           LISTEN                            SYN-SENT
//	             │ SYN/SYN|ACK                       │
//	             v                                   │ SYN|ACK/ACK|OPN
//	         SYN-RECEIVED ── ACK|OPN/ACK ──┐         │
//	                                       v         v
//	CloseWrite/FIN ┌──────────────────── ESTABLISHED ─────┐ FIN/ACK
//	               v                                      v
//	           FIN-WAIT-1 ── FIN/ACK ──> CLOSING      CLOSE-WAIT
//	               │ ACK of FIN             │             │ CloseWrite/FIN
//	               v                        │ ACK of FIN  v
//	           FIN-WAIT-2                   │         LAST-ACK
//	               │ FIN/ACK                │             │ ACK of FIN
//	               └─────> TIME-WAIT <──────┘             v
//	                           └────── after TimeWait ─> CLOSED
//
// Reset, RST and a peer that does not answer lead from any state to CLOSED. Close is CloseWrite with a limit of time
// for all that follows, TIME-WAIT excepted.
//
// # Where to read what
//
//	sequence.go          numbers that wrap                     RFC 9293 3.4
//	opening*.go flights.go    three flights; the handshake's seam    RFC 9293 3.5
//	budget.go chunk_store.go deque.go quiet.go    memory       –
//	events.go            what the owner has to do              –
//	send_buffer.go       what may have to be sent again        RFC 9293 3.3.1
//	receive_buffer.go    order, window, SACK blocks            RFC 9293 3.8.6, RFC 2018
//	span.go              runs of bytes                         –
//	scoreboard.go        what was sent, by sequence number     RFC 6675
//	flight.go            what was sent, by packet number       –
//	acknowledgement.go   what an ACK tells                     RFC 9293 3.10.7.4
//	rto.go               round trips, retransmission timer     RFC 6298
//	rack.go              loss by time, reordering              RFC 8985 6
//	tlp.go               probe time-out                        RFC 8985 7
//	undo.go              losses that were none                 RFC 3522, RFC 4015
//	delayed_ack.go       when to acknowledge                   RFC 5681 4.2
//	nagle.go             small writes share a segment          RFC 9293 3.7.4
//	pacing.go            congestion control's permission       package congestion
//	redundancy.go        small segments twice                  –
//	persist.go           closed windows                        RFC 9293 3.8.6.1
//	keepalive.go         silence                               RFC 9293 3.8.4
//	patience.go          what counts as an unanswered wait     RFC 9293 3.8.3
//	close.go linger.go reset.go    the end                     RFC 9293 3.6, RFC 5961
//	receive.go transmit.go encode.go timers.go                 what calls all of these, in which order
//
// # What the echo is good for
//
// TCP can't tell which of two transmissions an ACK answers. Karn's algorithm, time stamps, D-SACK, Eifel
// and F-RTO each repair a part of that. Here the echo says it: every round-trip sample is unambiguous,
// RACK knows which departure arrived, and a retransmission that was not needed is noticed, by the
// echo of the original, and undone.
//
// D-SACK (RFC 2883) shrinks to one bit, DUP, for the case in which the original's ACK was lost. F-RTO (RFC 5682)
// is not needed. Left out are: urgent data, path MTU
// discovery (datagrams are at most 1,200 bytes), simultaneous opening (the client dials), ECN, and
// SACK reneging (a receiver never drops what it has told).
package arq
