// Package turn holds the output of one turn of the server's loop: datagrams to send and notes for the log. It also holds
// the system's reports about datagrams sent.
//
//	datagram, time, Report ──▶ protocol's machine ──▶ Outbox: datagrams ──▶ socket
//	                                                         notes     ──▶ journal
//
// It is independent of any protocol, and so are the socket, the journal and the loop.
package turn
