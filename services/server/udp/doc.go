// Package udp is the server's socket. It reads datagrams, sends the contents of an Outbox, and collects the system's
// reports about datagrams that could not be delivered.
//
//	Read ◀────────────── socket ◀── datagrams
//	Send(outbox) ───────▶  │  ──▶ datagrams, up to 64 with one system call (Linux)
//	          error queue ─┘ ◀── ICMP: port closed, host lost (Linux, IP_RECVERR)
//	Reports ◀── address and trouble
//
// With IP_RECVERR a pending report makes the next call on the socket fail, even if it concerns another datagram. So a
// failed write empties the error queue and tries again, and a failed read does the same. Any other net.PacketConn works
// too, without batches and reports.
package udp
