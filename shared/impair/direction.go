package impair

// Direction is the way in which a link carries a flow's datagrams.
type Direction uint8

const (
	// Either is no direction of a link; in a [Rule] it stands for both.
	Either Direction = iota
	// Up leads from the client to the server.
	Up
	// Down leads from the server to the client.
	Down
)

// String returns the direction's lower-case name.
func (d Direction) String() string {
	switch d {
	case Either:
		return "either"
	case Up:
		return "up"
	case Down:
		return "down"
	}
	return "unknown direction"
}
