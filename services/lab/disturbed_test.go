package main

import (
	"bytes"
	"net"
	"slices"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/scene"
	"obrolan/services/lab/scene/classictest"
)

// cut is a frame as a capture with a snapshot length keeps it.
func cut(f capture.Frame, size int) capture.Frame {
	f.Data = f.Data[:size]
	return f
}

// quoted is the error by which the receiver of a frame says that nothing listens there, with 548 bytes of the frame.
func quoted(f capture.Frame) capture.Frame {
	ip := f.Data[14:]
	back := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolICMPv4, SrcIP: net.IP(ip[16:20]), DstIP: net.IP(ip[12:16])}
	f.Data = scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv4), back,
		&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 3)}, gopacket.Payload(ip[:min(len(ip), 548)]))
	f.Length = len(f.Data)
	return f
}

// longLine is a long line on its way to ana, in two pieces.
func longLine() []capture.Frame {
	s := classictest.Usual()
	i := slices.IndexFunc(s.Frames, func(f capture.Frame) bool { return len(f.Data) > 1000 && bytes.Contains(f.Data, []byte("ENCRYPTED:")) })
	return s.Frames[i : i+2]
}

// passwordFrame is ana's password on its way to the server.
func passwordFrame() capture.Frame {
	s := classictest.New()
	s.Password("ana", "rahasia7", true)
	return s.Frames[0]
}
