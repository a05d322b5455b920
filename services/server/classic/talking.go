package classic

import (
	"errors"
	"strings"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/shared/printable"
	wire "obrolan/shared/wire/classic"
)

// Reasons for dropping a datagram, for the log.
var (
	errTooLong    = errors.New("the line is too long")
	errNoName     = errors.New("the line does not start with a name and a colon")
	errForgedName = errors.New("it speaks in another name than the one that its address holds")
	errNotInRoom  = errors.New("it is not in the room")
)

// say relays a line. Its name must be the one that the address holds, ignoring case and width; otherwise the line is
// dropped. The relayed line has the name as it was set and a text made safe to print, since an original client prints
// whatever it decrypts.
func (c *Machine) say(now time.Time, s *session, cipher []byte) {
	switch {
	case s.stage == knocking || s.stage == departed:
		c.hint(now, s.path(), s)
		return
	case s.stage != member:
		c.dropped(now, s, tally.DroppedNotInRoom, errNotInRoom)
		return
	case numbers(cipher) > maxLine:
		c.dropped(now, s, tally.DroppedTooLong, errTooLong)
		return
	}
	line, err := c.forLines.Text(cipher)
	if err != nil {
		c.dropped(now, s, tally.DroppedUndecipherable, err)
		return
	}
	claimed, text, ok := strings.Cut(line, ":")
	if !ok {
		c.dropped(now, s, tally.DroppedForgedName, errNoName)
		return
	}
	held, _ := c.room.Name(s)
	if !held.Is(claimed) {
		c.dropped(now, s, tally.DroppedForgedName, errForgedName)
		return
	}
	text = printable.Text(strings.TrimPrefix(text, " "))
	told, _ := c.room.Say(now, s, room.Line{Text: text}) // it is seated, or had no name
	c.tally.Inc(tally.Messages)
	c.tally.Add(tally.Deliveries, told)
	c.out.Note(turn.Note{Kind: turn.NoteSaid, At: now, From: s.addr, Name: held.String(), Text: text, Count: told})
}

// leave answers LEAVE_TAG at any stage and remembers it for a short time.
func (c *Machine) leave(now time.Time, s *session) {
	c.out.AddText(s.path(), wire.TextBye)
	switch s.stage {
	case departed:
		return
	case member:
		c.announceLeave(now, s, room.Quit)
	default:
		c.room.Forget(s)
		c.out.Note(turn.Note{Kind: turn.NoteBye, At: now, From: s.addr})
	}
	c.enter(s, departed)
	c.timers.Set(&s.timer, s.next())
}

// Undelivered handles the system's reports about addresses. A closed port ends its session at once. An unreachable host
// ends it after lostFor, so that unplugging a cable briefly does not cost a member its place. Members that end together get
// no notice of each other: the end of a room of a thousand would otherwise cost half a million notices.
func (c *Machine) Undelivered(now time.Time, reports []turn.Report) {
	for _, r := range reports {
		if s := c.sessions[r.To]; s != nil && c.isGone(now, s, r.What) {
			s.deaf = true
		}
	}
	for _, r := range reports {
		if s := c.sessions[r.To]; s != nil && s.deaf {
			why := room.Refused
			if r.What == turn.HostLost {
				why = room.Unreachable
			}
			c.gone(now, s, why)
		}
	}
}

// isGone reports whether a report ends its session.
func (c *Machine) isGone(now time.Time, s *session, what turn.Trouble) bool {
	return what == turn.PortClosed || s.stage != member || s.lost.lasts(now) >= lostFor
}

// gone ends a session that can't be reached, and announces the leave of a member.
func (c *Machine) gone(now time.Time, s *session, why room.Reason) {
	if s.stage == member {
		c.announceLeave(now, s, why)
	}
	c.forget(s)
}

// announceLeave removes a member from the room, which notifies all others.
func (c *Machine) announceLeave(now time.Time, s *session, why room.Reason) {
	held, _ := c.room.Name(s)
	told, ok := c.room.Leave(now, s, why)
	if !ok {
		return
	}
	c.tally.Inc(leftCounter[why])
	c.tally.Add(tally.Deliveries, told)
	c.out.Note(turn.Note{Kind: turn.NoteLeft, At: now, From: s.addr, Name: held.String(), Why: why, Count: c.room.Len()})
}

var leftCounter = map[room.Reason]tally.Counter{
	room.Quit: tally.LeftQuit, room.Idle: tally.LeftIdle, room.Refused: tally.LeftRefused,
	room.Unreachable: tally.LeftUnreachable, room.Replaced: tally.LeftReplaced,
}

// dropped counts a dropped datagram of a session and logs the reason.
func (c *Machine) dropped(now time.Time, s *session, as tally.Counter, why error) {
	c.tally.Inc(as)
	if !c.notesLeft.Take(now, noteLimit) {
		return
	}
	held, _ := c.room.Name(s)
	c.out.Note(turn.Note{Kind: turn.NoteDropped, At: now, From: s.addr, Name: held.String(), Err: why})
}

// malformed takes a datagram that is none of the protocol's. To a client that has yet to present the password it is
// "anything else", as in the protocol's table, and earns a hint; cipher text that is malformed is a wrong password. One
// that is not text, or from an address that has not exchanged keys, or from one that the password let in, is dropped.
func (c *Machine) malformed(now time.Time, from turn.Path, s *session, kind wire.Kind, why error) {
	switch {
	case errors.Is(why, wire.ErrNotText):
		c.tally.Inc(tally.DroppedNotText)
	case s == nil || s.stage == choosing || s.stage == member:
		c.tally.Inc(tally.DroppedMalformed)
	case kind == wire.KindPassword:
		s.local = from.Local
		c.present(now, s, nil)
		return
	default:
		s.local = from.Local
		c.tally.Inc(tally.NotUnderstood)
		c.hint(now, from, s)
		c.noteNoise(turn.Note{Kind: turn.NoteNotUnderstood, At: now, From: from.Peer, Err: why})
		return
	}
	c.noteNoise(turn.Note{Kind: turn.NoteDropped, At: now, From: from.Peer, Err: why})
}

// noteNoise notes a malformed datagram, as often as the limit for noise allows.
func (c *Machine) noteNoise(n turn.Note) {
	limit, left := noiseLimit, &c.noiseLeft
	if c.cfg.Verbose {
		limit, left = noteLimit, &c.notesLeft
	}
	if left.Take(n.At, limit) {
		c.out.Note(n)
	}
}
