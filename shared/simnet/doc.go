// Package simnet is a network in memory: its endpoints are net.PacketConns that
// behave like UDP sockets, connected by impair's links.
//
//	client                                                     server
//	10.0.0.2:49152                                             10.0.0.1:9999
//	   │ WriteTo                                       ReadFrom ▲
//	   ▼                                                        │
//	 copy ──▶ impair.Link (flow 1, up) ──▶ timeline ──▶ receive buffer
//	            loss, delay, queue …        one timer      bounded: overflow
//	 receive buffer ◀── timeline ◀── impair.Link (flow 1, down) ◀── copy
//
// Delivery is by timers and waiting by condition variables. So it works with
// the real clock, and inside a testing/synctest bubble with a virtual one, if
// the network is made inside the bubble: there, a day of keep-alives takes as
// long as their computing. A datagram without delay is delivered before
// WriteTo returns.
//
// # Flows and directions
//
// Rules and seeds speak of flows and directions. Addresses are numbered from 0
// in the order of their first Listen, and between two of them the one with the
// smaller number is the server: Up leads towards it. The flow has the client's
// number. So let the server listen first; then its clients are flows 1, 2, 3 …
// An address that is closed and listened on again keeps its number, and an
// endpoint that is rebound takes its own along.
package simnet
