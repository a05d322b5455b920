package wire

import (
	"errors"
	"fmt"
)

// Reasons for which a parser rejects a datagram. The parsers wrap them with the offset of the offending byte.
var (
	ErrTooLong   = errors.New("datagram longer than 1200 bytes")
	ErrTruncated = errors.New("datagram ends too early")
	ErrType      = errors.New("not a version 2 segment")
	ErrFlags     = errors.New("flags that make no sense")
	ErrBlocks    = errors.New("too many SACK blocks")
	ErrChecksum  = errors.New("header damaged")
	ErrLength    = errors.New("payload length does not match")
	ErrOpening   = errors.New("malformed payload of the opening")
)

func at(err error, offset int) error { return fmt.Errorf("%w (offset %d)", err, offset) }
