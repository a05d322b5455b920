package classic

import "strings"

// LineKind is the kind of a Line.
type LineKind uint8

// The kinds of a Line.
const (
	LineOther  LineKind = iota // any other line
	LineSaid                   // NAME: text
	LineJoined                 // NAME memasuki obrolan!
	LineLeft                   // NAME keluar dari obrolan.
)

const (
	said   = ": "
	joined = " memasuki obrolan!"
	left   = " keluar dari obrolan."
)

// Line is a decrypted room message.
type Line struct {
	Kind LineKind
	Name string // who said it, joined or left
	Text string // what was said; the whole line for LineOther
}

// ParseLine parses a decrypted line. A name holds no colon, so that a message can't look like a notice. It never fails: a
// line of another form is LineOther.
func ParseLine(text string) Line {
	if name, rest, ok := strings.Cut(text, said); ok && name != "" {
		return Line{Kind: LineSaid, Name: name, Text: rest}
	}
	if name, ok := strings.CutSuffix(text, joined); ok && name != "" {
		return Line{Kind: LineJoined, Name: name}
	}
	if name, ok := strings.CutSuffix(text, left); ok && name != "" {
		return Line{Kind: LineLeft, Name: name}
	}
	return Line{Kind: LineOther, Text: text}
}

// String returns the line as it is encrypted; ParseLine is its inverse for names
// without a colon.
func (l Line) String() string {
	switch l.Kind {
	case LineSaid:
		return l.Name + said + l.Text
	case LineJoined:
		return l.Name + joined
	case LineLeft:
		return l.Name + left
	}
	return l.Text
}
