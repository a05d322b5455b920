// Package udp is the server's socket: it reads datagrams, sends what an Outbox holds, and
// collects what the system reports about datagrams that could not be delivered.
//
//	Read ◀────────────── socket ◀── datagrams
//	Send(outbox) ───────▶  │  ──▶ datagrams, up to 64 with one system call (Linux)
//	          error queue ─┘ ◀── ICMP: port closed, host lost (Linux, IP_RECVERR)
//	Reports ◀── address and trouble
//
// With IP_RECVERR a pending report makes the next call on the socket fail, whatever that call was for
// for. So a failed write empties the error queue and is done again, and a failed read does the same. Any other
// net.PacketConn works too, without batches and reports.
package udp
