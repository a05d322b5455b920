package capture

import (
	"time"

	"github.com/gopacket/gopacket/layers"
)

// Frame is one captured frame.
type Frame struct {
	At     time.Time
	Link   layers.LinkType
	Data   []byte // valid until the next one is read
	Length int    // bytes on the wire; more than len(Data) where the capture cut it
}
