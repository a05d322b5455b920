package room

// LineID identifies a line across retransmissions and reconnections: its sender draws it. The zero value is that
// of protocols without one.
type LineID [16]byte

// Line is what a member says.
type Line struct {
	ID   LineID
	Text string // what members of every protocol can show; safe to print
	Body []byte // opaque: what the speaker's own protocol carried in place of Text, or nil
}
