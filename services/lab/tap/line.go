package tap

// LineKind distinguishes the lines of a room.
type LineKind uint8

// The kinds of a Line.
const (
	LineOther  LineKind = iota // of no form that the protocol knows
	LineSaid                   // a member said something
	LineJoined                 // a notice: a member joined
	LineLeft                   // a notice: a member left
)

// String returns the kind's name for logs.
func (k LineKind) String() string {
	switch k {
	case LineSaid:
		return "said"
	case LineJoined:
		return "joined"
	case LineLeft:
		return "left"
	}
	return "other"
}

// Line is a decrypted line of a room.
type Line struct {
	Kind LineKind
	Name string // who said it, joined or left
	Text string // what was said; the whole line for LineOther
}
