// Package turn holds what one turn of the server's loop produces, whatever the protocol: datagrams to
// send and notes for the log. It also holds what the system reports about datagrams that were sent.
//
//	datagram, time, Report ──▶ protocol's machine ──▶ Outbox: datagrams ──▶ socket
//	                                                         notes     ──▶ journal
//
// It knows no protocol, so that socket, journal and loop need to know none either.
package turn
