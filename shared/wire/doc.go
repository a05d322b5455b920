// Package wire encodes and decodes the datagrams of protocol version 2. It holds no state and no policy; docs/protocol.md is
// its specification.
//
// A datagram begins with a byte that no text can begin with:
//
//	0xA0 = 1010 0000
//	       ││││ └┴┴┴─ type: 0 is a segment (segment.go)
//	       ││└┴────── version: 2
//	       └┴──────── a byte that continues a UTF-8 character, and so never begins one
//
// so that one UDP port can carry version 2 beside the classic protocol, which is UTF-8
// text, and both can be told from noise.
package wire
