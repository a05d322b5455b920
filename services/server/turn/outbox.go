package turn

// Sizes of an Outbox, in bytes.
const (
	fullAt = 1 << 20 // Full is called once this much waits
	keepUp = 4 << 20 // a larger buffer is given back when the Outbox is emptied
)

// Outbox collects what one turn of the loop wants to send and to have noted. It is one
// growing buffer with an index, reused in every turn, so that a line to a thousand members allocates
// nothing. The loop owns it; every protocol's machine appends to the same one. Not safe for concurrent use.
type Outbox struct {
	// Full, where set, is called between two messages once much is waiting: it sends what
	// there is and calls Sent, which bounds the buffer however long a line and however full the room.
	Full func()

	// Notes are for the log.
	Notes []Note

	buf   []byte
	index []span
}

// span is one datagram in the buffer.
type span struct {
	to         Path
	start, end int
}

// Len returns how many datagrams wait.
func (o *Outbox) Len() int { return len(o.index) }

// At returns the datagram at i, in the order in which they were added. The slice is valid until Sent.
func (o *Outbox) At(i int) (to Path, datagram []byte) {
	s := o.index[i]
	return s.to, o.buf[s.start:s.end]
}

// Sent forgets the datagrams and keeps the buffer for the next turn.
func (o *Outbox) Sent() {
	o.buf, o.index = o.buf[:0], o.index[:0]
	if cap(o.buf) > keepUp {
		o.buf, o.index = nil, nil
	}
}

// Add appends one datagram, which build appends to what it is given.
func (o *Outbox) Add(to Path, build func([]byte) []byte) {
	start := len(o.buf)
	o.buf = build(o.buf)
	o.index = append(o.index, span{to, start, len(o.buf)})
	o.check()
}

// AddText appends one datagram of clear text; "" is an empty datagram.
func (o *Outbox) AddText(to Path, text string) {
	start := len(o.buf)
	o.buf = append(o.buf, text...)
	o.index = append(o.index, span{to, start, len(o.buf)})
	o.check()
}

// AddPieces appends what build appends as several datagrams in a row: next cuts the first one off what is
// left, without copying. No datagram of another message can get between them.
func (o *Outbox) AddPieces(to Path, build func([]byte) []byte, next func([]byte) (piece, rest []byte)) {
	start := len(o.buf)
	o.buf = build(o.buf)
	for rest := o.buf[start:]; len(rest) > 0; {
		var piece []byte
		piece, rest = next(rest)
		o.index = append(o.index, span{to, start, start + len(piece)})
		start += len(piece)
	}
	o.check()
}

func (o *Outbox) check() {
	if o.Full != nil && len(o.buf) >= fullAt {
		o.Full()
	}
}

// Note appends a note for the log.
func (o *Outbox) Note(n Note) { o.Notes = append(o.Notes, n) }

// Noted forgets the notes, and releases the strings in them.
func (o *Outbox) Noted() {
	clear(o.Notes)
	o.Notes = o.Notes[:0]
}
