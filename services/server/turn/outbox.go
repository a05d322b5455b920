package turn

// Sizes of an Outbox, in bytes.
const (
	fullAt = 1 << 20 // Full is called once this much is queued
	keepUp = 4 << 20 // a larger buffer is freed when the Outbox is emptied
)

// Outbox collects the datagrams and notes of one turn of the loop. It is one growing buffer with an index, reused in
// every turn, so that a line to a thousand members allocates nothing. The loop owns it and all machines append to it. It
// is not safe for concurrent use.
type Outbox struct {
	// Full, if set, is called between two messages once much is queued. It sends the datagrams and calls Sent. So the
	// buffer stays bounded for any line and any number of members.
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

// Len returns the number of queued datagrams.
func (o *Outbox) Len() int { return len(o.index) }

// At returns the datagram at i, in the order in which they were added. The slice is valid until Sent.
func (o *Outbox) At(i int) (to Path, datagram []byte) {
	s := o.index[i]
	return s.to, o.buf[s.start:s.end]
}

// Sent removes the datagrams and keeps the buffer for the next turn.
func (o *Outbox) Sent() {
	o.buf, o.index = o.buf[:0], o.index[:0]
	if cap(o.buf) > keepUp {
		o.buf, o.index = nil, nil
	}
}

// Add appends one datagram. build appends its bytes to its argument.
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

// AddPieces appends the bytes that build appends, as several consecutive datagrams: next splits off the first one
// without copying. No other message's datagram comes between them.
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

// Noted removes the notes and releases their strings.
func (o *Outbox) Noted() {
	clear(o.Notes)
	o.Notes = o.Notes[:0]
}
