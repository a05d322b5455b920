package classic

// queue is a list of sessions in the order in which they came, with a place for each in the
// session itself. It says who is the oldest when there are too many.
type queue struct {
	first, last *session
	len         int
}

// push appends a session that is in no queue.
func (q *queue) push(s *session) {
	s.before, s.after, s.in = q.last, nil, q
	if q.last != nil {
		q.last.after = s
	} else {
		q.first = s
	}
	q.last = s
	q.len++
}

// unqueue takes a session out of whatever queue it is in.
func (s *session) unqueue() {
	q := s.in
	if q == nil {
		return
	}
	if s.before != nil {
		s.before.after = s.after
	} else {
		q.first = s.after
	}
	if s.after != nil {
		s.after.before = s.before
	} else {
		q.last = s.before
	}
	s.before, s.after, s.in = nil, nil, nil
	q.len--
}
