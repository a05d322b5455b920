package classic

import (
	"errors"
	"fmt"
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

// Times of joining.
const (
	firstRetry = 500 * time.Millisecond // a lost question is repeated after this, then after 1.5 times the previous wait
	lastRetry  = 4 * time.Second
	patience   = 10 * time.Second // without an answer for this long: start over on a new port, with the name resolved again
	hurry      = 2 * time.Second  // the same for the first question, if the name has other addresses
	pause      = time.Second      // before the next try to open a socket
	refusals   = 3 * time.Second  // a call fails after refusals or failed look-ups for this long, since a container may still be starting
	freePorts  = 3                // new ports in a row without a pause
)

// step is the question that joining awaits an answer to.
//
//	open ─▶ keys ─▶ password ⇄ probe ─▶ check ─▶ set ─▶ in
//	  ▲       │         │                 │       │
//	  └───────┴─────────┴─────────────────┴───────┘
//	      Masukkan…, silence, refused: a new port
type step uint8

const (
	stepIdle     step = iota // no question is open
	stepOpen                 // waiting for a socket
	stepPause                // before the next try to open a socket
	stepKeys                 // E,N
	stepPassword             // PASSWORD
	stepProbe                // CHECK_USERNAME with an empty name: was the password right?
	stepCheck                // CHECK_USERNAME
	stepTaken                // our earlier socket still holds the name; ask again at the deadline
	stepSet                  // SET_USERNAME
)

// goal is how far joining goes.
type goal uint8

const (
	goalKeys goal = iota + 1
	goalPassword
	goalName
)

// joining is the state of joining, for a call or after a loss.
type joining struct {
	step         step
	want         goal
	call         uint64 // 0 when joining after a loss
	tries        int    // how often the step's question was sent
	since        time.Time
	deadline     time.Time
	ports        int  // sockets given up so far
	misses       int  // consecutive addresses of the server's name without an answer
	passwords    int  // PASSWORD requests of this session without a conclusive answer
	lateRefusals int  // refusals of earlier passwords that may still come
	refused      bool // the name was refused; a better answer may still come

	failing time.Time // the start of the current run of refusals or failed look-ups
	failure error     // the last of them
}

// Dial starts the key exchange for a call.
func (m *Machine) Dial(now time.Time, call uint64) {
	if m.mayJoin(call) {
		m.joinFor(now, goalKeys, call)
	}
}

// Authenticate presents a password for a call.
func (m *Machine) Authenticate(now time.Time, call uint64, password string) {
	switch {
	case !m.mayJoin(call):
		return
	case password == "":
		m.answer(call, wire.TextPasswordWrong, fmt.Errorf("%w: it is empty", chat.ErrPassword))
		return
	case m.session.let: // what the server let us in with is what must be remembered
		m.answer(call, wire.TextPasswordRight, nil)
		return
	}
	m.password = password
	m.joinFor(now, goalPassword, call)
}

// Enter takes a name for a call.
func (m *Machine) Enter(now time.Time, call uint64, name string) {
	switch {
	case !m.mayJoin(call):
		return
	case m.password == "":
		m.answer(call, "", chat.Failed("the password comes first", chat.ErrOrder))
		return
	}
	name, err := checkName(name)
	if err != nil {
		m.answer(call, "", err)
		return
	}
	m.name = name
	m.joinFor(now, goalName, call)
}

// mayJoin reports whether a joining call can start. If not, it answers the call.
func (m *Machine) mayJoin(call uint64) bool {
	switch {
	case m.phase == ended || m.phase == leaving:
		m.answer(call, "", chat.ErrClosed)
	case m.phase != outside:
		m.answer(call, "", chat.Failed("already in the room", chat.ErrOrder))
	case m.join.call != 0:
		m.answer(call, "", chat.Failed("another call is joining", chat.ErrOrder))
	default:
		return true
	}
	return false
}

func (m *Machine) joinFor(now time.Time, want goal, call uint64) {
	opening := m.join.step == stepOpen // a cancelled call's socket may still be coming
	m.join = joining{want: want, call: call}
	if opening {
		m.join.step = stepOpen
		return
	}
	if s := &m.session; now.Sub(s.passwordSent) < 2*passwordWait {
		m.join.lateRefusals = s.passwordsSent
	}
	m.advance(now)
}

// advance asks the next question on the way to the goal.
func (m *Machine) advance(now time.Time) {
	s := &m.session
	switch {
	case s.socket == 0:
		m.openSocket()
	case s.enc == nil:
		m.begin(now, stepKeys)
	case m.join.want == goalKeys:
		m.joined(now, "")
	case !s.let:
		m.begin(now, stepPassword)
	case m.join.want == goalPassword:
		m.joined(now, wire.TextPasswordRight)
	case s.setSent > 0 && s.setName == m.name: // by a canceled call: after `available` the name may be ours
		m.begin(now, stepSet)
	default:
		m.begin(now, stepCheck)
	}
}

// begin starts a step and asks its question.
func (m *Machine) begin(now time.Time, to step) {
	m.join.step, m.join.tries, m.join.since, m.join.refused = to, 0, now, false
	m.ask(now)
}

// ask sends the step's question, for the first time or again.
func (m *Machine) ask(now time.Time) {
	j, s := &m.join, &m.session
	j.tries++
	wait := retryAfter(j.tries)
	switch j.step {
	case stepKeys:
		s.keysSent++
		m.send(wire.AppendKeys(nil, s.key.Public))
	case stepPassword:
		wait = passwordWait
		if !m.sendPassword(now) {
			return
		}
	case stepProbe:
		wait = probeWait
		s.stale = now
		m.send(wire.AppendCheck(nil, ""))
	case stepCheck, stepTaken:
		j.step = stepCheck
		m.send(wire.AppendCheck(nil, m.name))
	case stepSet:
		s.setName = m.name
		s.setSent++
		m.send(wire.AppendSet(nil, m.name))
	}
	j.deadline = now.Add(wait)
}

// retryAfter returns how long to wait for an answer to the n-th copy of a question.
func retryAfter(n int) time.Duration {
	wait := firstRetry
	for ; n > 1 && wait < lastRetry; n-- {
		wait += wait / 2
	}
	return min(wait, lastRetry)
}

// tickJoining repeats an unanswered question.
func (m *Machine) tickJoining(now time.Time) {
	j := &m.join
	if m.failedFor(now) || !due(j.deadline, now) {
		return
	}
	switch {
	case j.step == stepIdle || j.step == stepOpen:
		j.deadline = time.Time{}
	case j.step == stepPause:
		m.openSocket()
	case j.refused:
		m.taken(now)
	case j.step == stepKeys && m.others > 0 && now.Sub(j.since) >= hurry:
		m.nextAddress()
		m.restart(now)
	case j.step != stepTaken && now.Sub(j.since) >= patience:
		m.restart(now)
	case j.step == stepPassword:
		m.begin(now, stepProbe)
	default:
		m.ask(now)
	}
}

// joinDeadline returns when to call tickJoining.
func (m *Machine) joinDeadline() time.Time {
	j := &m.join
	if j.step == stepIdle {
		return time.Time{}
	}
	next := j.deadline
	if j.call != 0 && !j.failing.IsZero() {
		next = earlier(next, j.failing.Add(refusals))
	}
	return next
}

// joined ends joining with success.
func (m *Machine) joined(now time.Time, reply string) {
	call := m.join.call
	inRoom := m.join.want == goalName
	m.join = joining{}
	if inRoom {
		m.goInside(now)
	}
	m.answer(call, reply, nil)
}

// failJoin ends joining with an error and the server's words.
func (m *Machine) failJoin(reply string, err error) {
	call := m.join.call
	if m.join.step != stepOpen { // a socket on its way is kept for the next call
		m.join = joining{}
	}
	m.join.call = 0
	m.answer(call, reply, err)
}

// cancelJoin ends a joining call whose context ended, with the most likely reason.
func (m *Machine) cancelJoin(why error) {
	err := m.join.failure
	if err == nil {
		err = chat.NoServer("%s is silent", m.server)
	}
	m.failJoin("", chat.Failed(err.Error(), err, why))
}

// joinAnswer takes a server's answer while joining.
func (m *Machine) joinAnswer(now time.Time, a wire.Answer) {
	m.join.failing, m.join.misses = time.Time{}, 0
	if !errors.Is(m.join.failure, chat.ErrHeld) { // the server answers and still refuses the name
		m.join.failure = nil
	}
	switch m.join.step {
	case stepKeys:
		m.keysAnswer(now, a)
	case stepPassword, stepProbe:
		m.passwordAnswer(now, a)
	case stepCheck, stepTaken:
		m.checkAnswer(now, a)
	case stepSet:
		m.setAnswer(now, a)
	}
}
