package room

// LineID identifies a line across retransmissions and reconnections. The sender chooses it at random. The zero value
// means that the protocol has none.
type LineID [16]byte

// Line is one message of a member.
type Line struct {
	ID   LineID
	Text string // for members of every protocol; safe to print
	Body []byte // opaque: what the speaker's own protocol carried instead of Text, or nil
}
