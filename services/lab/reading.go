package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/gopacket/gopacket/layers"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/sequence"
	"obrolan/services/lab/tap"
	"obrolan/services/lab/tap/classic"
	"obrolan/shared/console"
)

// readDiagram reads a whole capture. The Diagram holds what could be read, also with an error.
func readDiagram(name string, r io.Reader, port uint16, findKey tap.KeyFinder) (*sequence.Diagram, frameCount, error) {
	drawing := sequence.New()
	seen, err := readCapture(name, r, port, findKey, func(found []tap.Finding) error {
		if drawing.Add(found...); drawing.Len() > maxFindings {
			return errTooMuch
		}
		return nil
	})
	return drawing, seen, err
}

// errTooMuch says that a capture gives more findings than a diagram can hold.
var errTooMuch = errors.New("it gives more findings than can be drawn")

// frameCount counts the frames of a capture.
type frameCount struct {
	frames int
	known  int                     // whole datagrams of the room's protocol
	unread map[layers.LinkType]int // those of link types that can't be read
}

// unreadLinks lists the link types that can't be read, with their frames.
func (c frameCount) unreadLinks() string {
	var parts []string
	for _, link := range slices.Sorted(maps.Keys(c.unread)) {
		parts = append(parts, fmt.Sprintf("%s of link type %s", frames(c.unread[link]), packet.LinkName(link)))
	}
	return strings.Join(parts, ", ")
}

// nothing explains why a capture gave no findings.
func (c frameCount) nothing(name string, port uint16) error {
	if len(c.unread) > 0 {
		return console.Failure(fmt.Sprintf("%s holds what lab does not read: %s.", name, c.unreadLinks()),
			"capture on the interface that the room's packets pass: Ethernet, Wi-Fi, lo, a tunnel or 'any'")
	}
	return console.Failure(fmt.Sprintf("%s holds %s, and no whole datagram of a room on UDP port %d.", name, frames(c.frames), port),
		"another port can be given with --port; a capture holds datagrams whole with tcpdump -s 0")
}

func frames(n int) string {
	if n == 1 {
		return "1 frame"
	}
	return fmt.Sprintf("%d frames", n)
}

// readCapture passes the findings of a capture to take, packet by packet, and counts the frames.
func readCapture(name string, r io.Reader, port uint16, findKey tap.KeyFinder, take func([]tap.Finding) error) (frameCount, error) {
	seen := frameCount{unread: make(map[layers.LinkType]int)}
	captured, err := capture.NewReader(name, r)
	if err != nil {
		return seen, err
	}
	packets, room := packet.NewReader(port), tap.New(port, classic.New(findKey))
	for ; ; seen.frames++ {
		frame, err := captured.Next()
		if errors.Is(err, io.EOF) {
			return seen, nil
		}
		if err != nil {
			return seen, err
		}
		if !packet.Readable(frame.Link) {
			seen.unread[frame.Link]++
			continue
		}
		found := room.Observe(packets.Read(frame.Data, frame.Link, frame.At))
		if len(found) > 0 && found[0].Kind.OfProtocol() {
			seen.known++
		}
		if err := take(found); err != nil {
			return seen, err
		}
	}
}

// captureError explains a file that could not be read to its end.
func captureError(err error, some bool) error {
	text := err.Error() + "." // starts with the name of the file
	switch {
	case errors.Is(err, errTooMuch):
		return console.Failure(fmt.Sprintf("Only the first %d findings are drawn: there are more.", maxFindings), "split the capture with editcap -c")
	case errors.Is(err, capture.ErrRead):
		return console.Failure(text, "give a capture file; if it is one, the disk that holds it is at fault: copy the capture once more")
	case errors.Is(err, capture.ErrEmpty):
		return console.Failure(text, "copy the capture once more; before a pipe, see why the program wrote nothing")
	case errors.Is(err, capture.ErrFormat):
		return console.Failure(text, "lab decode reads what Eve, tcpdump and Wireshark write; unpack a compressed file first")
	case some:
		return console.Failure(text, "what precedes that place is drawn above; a capture that is still being written can end like this")
	}
	return console.Failure(text, "nothing before that place could be read")
}
