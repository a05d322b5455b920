package screen

import (
	"fmt"
	"hash/fnv"
	"strconv"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

// look is how events appear on a terminal: the time, a mark, and what happened.
//
//	12:01   rina: halo        somebody
//	12:01 > juri: hi          this client
//	12:02 * doni joined       comings and goings
//	12:03 ! the server …      warnings
type look struct {
	texts *lang.Texts
	color bool
}

// eventIndent is where the words of an event start: behind the time and the mark.
const eventIndent = len("12:01 > ")

// SGR parameters (ECMA-48, section 8.3.117).
const (
	bold   = "1"
	faint  = "2"
	yellow = "33"
)

// nameColors are readable on black and on white.
var nameColors = []string{"31", "32", "34", "35", "36", "91", "92", "94", "95", "96", "33", "93"}

// event returns the line for an event, or false for one that is not shown.
func (l look) event(ev chat.Event) (string, bool) {
	name, text := printable.Text(ev.Name), printable.Text(ev.Text)
	t := l.texts
	switch ev.Kind {
	case chat.Said:
		mark := " "
		if ev.Own {
			mark = ">"
		}
		return l.line(ev, l.paint(bold, mark), l.paint(nameColor(name), name)+": "+text), true
	case chat.Joined:
		return l.line(ev, l.paint(faint, "*"), l.notice(t.Joined, name)), true
	case chat.Left:
		return l.line(ev, l.paint(faint, "*"), l.notice(t.Left, name)), true
	case chat.Other:
		return l.line(ev, l.paint(faint, "*"), fmt.Sprintf(t.ServerSays, text)), true
	case chat.Away:
		return l.warn(ev, t.Away), true
	case chat.Back:
		return l.warn(ev, t.Back), true
	case chat.Unseen:
		return l.warn(ev, fmt.Sprintf(t.Unseen, text)), true
	case chat.Missed:
		return l.warn(ev, fmt.Sprintf(t.Missed, ev.Count)), true
	case chat.Damaged:
		return l.warn(ev, fmt.Sprintf(t.Damaged, text)), true
	}
	return "", false
}

func (l look) line(ev chat.Event, mark, rest string) string {
	return l.paint(faint, ev.At.Local().Format("15:04")) + " " + mark + " " + rest
}

func (l look) warn(ev chat.Event, text string) string {
	return l.line(ev, l.paint(yellow, "!"), l.paint(yellow, text))
}

// notice puts a name in its colour into a faint sentence.
func (l look) notice(format, name string) string {
	if !l.color {
		return fmt.Sprintf(format, name)
	}
	const faintOn = "\x1b[" + faint + "m"
	return l.paint(faint, fmt.Sprintf(format, l.paint(nameColor(name), name)+faintOn))
}

func (l look) paint(sgr, text string) string {
	if !l.color {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

// nameColor gives a name the same colour everywhere and always.
func nameColor(name string) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return nameColors[h.Sum32()%uint32(len(nameColors))]
}

// plain returns the line for an event as a pipe shows it (see the package's documentation), or
// false for one that is not shown.
func plain(ev chat.Event) (string, bool) {
	name, text := plainName(printable.Text(ev.Name)), printable.Text(ev.Text)
	switch ev.Kind {
	case chat.Said:
		return name + ": " + text, true
	case chat.Joined:
		return "* " + name + " joined", true
	case chat.Left:
		return "* " + name + " left", true
	case chat.Other:
		return "* server: " + text, true
	case chat.Away:
		return "* away", true
	case chat.Back:
		return "* back", true
	case chat.Unseen:
		return "* unseen: " + text, true
	case chat.Missed:
		return "* missed: " + strconv.Itoa(ev.Count), true
	case chat.Damaged:
		return "* damaged: " + text, true
	}
	return "", false
}

// plainName keeps a name from passing for a notice.
func plainName(name string) string {
	if name != "" && (name[0] == '*' || name[0] == '\\') {
		return `\` + name
	}
	return name
}
