package capture

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Listener receives every frame that its interface sends or receives (AF_PACKET).
type Listener struct {
	handle *pcapgo.EthernetHandle
	name   string
	index  int
	link   layers.LinkType
}

// Listen opens an interface. The interface's promiscuous mode stays off. Next may block for ever:
// Close, from another goroutine, ends it. Errors wrap ErrNoInterface, ErrNotAllowed or ErrLink.
func Listen(name string) (*Listener, error) {
	iface, err := net.InterfaceByName(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrNoInterface, name)
	}
	link, err := linkOf(name)
	if err != nil {
		return nil, err
	}
	handle, err := pcapgo.NewEthernetHandle(name)
	if err != nil {
		// The library returns errors as text.
		if strings.Contains(err.Error(), unix.EPERM.Error()) || strings.Contains(err.Error(), unix.EACCES.Error()) {
			return nil, fmt.Errorf("%w: %w", ErrNotAllowed, err)
		}
		return nil, err
	}
	l := &Listener{handle: handle, name: name, index: iface.Index, link: link}
	if iface.Flags&net.FlagLoopback != 0 {
		if err := handle.SetBPF(arrivingOnly); err != nil {
			return nil, errors.Join(fmt.Errorf("filtering what the loopback shows twice: %w", err), handle.Close())
		}
	}
	return l, nil
}

// arrivingOnly is a filter that drops outgoing frames. What goes out of the loopback comes in again, so that
// everything would be captured twice.
var arrivingOnly = mustAssemble([]bpf.Instruction{
	bpf.LoadExtension{Num: bpf.ExtType},
	bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.PACKET_OUTGOING, SkipTrue: 1},
	bpf.RetConstant{Val: 1 << 18},
	bpf.RetConstant{Val: 0},
})

func mustAssemble(program []bpf.Instruction) []bpf.RawInstruction {
	raw, err := bpf.Assemble(program)
	if err != nil {
		panic("capture: assembling a constant filter: " + err.Error())
	}
	return raw
}

// links are the link types by the kind of an interface (ARPHRD_…, linux/if_arp.h), as its frames come from a raw
// packet socket: with an Ethernet header, or with the IP header where the interface has no link layer.
var links = map[uint16]layers.LinkType{
	unix.ARPHRD_ETHER:    layers.LinkTypeEthernet,
	unix.ARPHRD_LOOPBACK: layers.LinkTypeEthernet,
	unix.ARPHRD_NONE:     layers.LinkTypeRaw, // tun, WireGuard
	unix.ARPHRD_RAWIP:    layers.LinkTypeRaw, // mobile networks
	unix.ARPHRD_TUNNEL:   layers.LinkTypeRaw, // IPv4 in IPv4
	unix.ARPHRD_TUNNEL6:  layers.LinkTypeRaw, // IP in IPv6
	unix.ARPHRD_SIT:      layers.LinkTypeRaw, // IPv6 in IPv4
}

// linkOf returns what the frames of an interface start with.
func linkOf(name string) (layers.LinkType, error) {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return 0, fmt.Errorf("%w: %s", ErrNoInterface, name)
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, fmt.Errorf("asking for the kind of %s: %w", name, err)
	}
	defer unix.Close(fd)
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFHWADDR, request); err != nil {
		return 0, fmt.Errorf("asking for the kind of %s: %w", name, err)
	}
	kind := request.Uint16() // sa_family of the hardware address
	link, known := links[kind]
	if !known {
		return 0, fmt.Errorf("%w: kind %d", ErrLink, kind)
	}
	return link, nil
}

// Link is what the frames start with.
func (l *Listener) Link() layers.LinkType { return l.link }

// Next waits for a frame. Its data is valid until the next call. Errors wrap ErrGone where
// the interface has gone.
func (l *Listener) Next() (Frame, error) {
	data, info, err := l.handle.ZeroCopyReadPacketData()
	if err == nil {
		return Frame{At: info.Timestamp, Link: l.Link(), Data: data, Length: info.Length}, nil
	}
	if now, lookup := net.InterfaceByName(l.name); lookup != nil || now.Index != l.index || now.Flags&net.FlagUp == 0 {
		return Frame{}, fmt.Errorf("%w: %s", ErrGone, l.name)
	}
	return Frame{}, fmt.Errorf("listening on %s: %w", l.name, err)
}

// Dropped returns how many frames the system has dropped since the last call, because they
// came faster than they were read.
func (l *Listener) Dropped() int {
	stats, err := l.handle.Stats()
	if err != nil {
		return 0
	}
	return int(stats.Drops)
}

// Close stops listening.
func (l *Listener) Close() error { return l.handle.Close() }
