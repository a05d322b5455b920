package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/rogpeppe/go-internal/testscript"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/exercise"
	"obrolan/services/lab/scene"
	"obrolan/services/lab/scene/classictest"
	"obrolan/shared/wire/classic"
)

var update = flag.Bool("update", false, "rewrite the committed captures and golden files")

// room is the committed capture that the dissector and the command line are tested with.
const room = "testdata/room.pcap"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lab": main,
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": exitsWith, "mode": hasMode},
		Setup: func(env *testscript.Env) error {
			// The machine's own settings must not have an effect.
			for _, name := range []string{"LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "TERM"} {
				env.Setenv(name, "")
			}
			frames := classictest.Usual().Frames
			for name, content := range map[string][]byte{
				"room.pcap":     pcap(t, frames),
				"room.pcapng":   pcapng(t, env.WorkDir, frames),
				"cut.pcap":      pcap(t, frames)[:1500],
				"empty.pcap":    pcap(t, nil),
				"ip.pcap":       pcapOf(t, layers.LinkTypeIPv4, withoutLink(frames)),
				"usb.pcap":      pcapOf(t, layers.LinkTypeLinuxUSB, frames[:3]),
				"mixed.pcapng":  slices.Concat(pcapngOf(t, layers.LinkTypeEthernet, frames[:2]), pcapngOf(t, layers.LinkTypeLinuxUSB, frames[:3])),
				"notime.pcapng": withoutTime(t, frames[:2]),
				"short.pcap":    pcap(t, []capture.Frame{cut(passwordFrame(), 59)}),
				"quoted.pcap":   pcap(t, slices.Insert(longLine(), 1, quoted(longLine()[0]))),
			} {
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), content, 0o600); err != nil {
					return err
				}
			}
			secret, err := exercise.Seal(1, "rahasia7")
			env.Setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
			env.Setenv("ROOM_PORT", answering(env, classic.TextPasswordFirst))
			env.Setenv("OTHER_PORT", answering(env, "220 welcome"))
			return errors.Join(err, writeSealed(env, "drawn", secret.String()), writeSealed(env, "other", "2"+secret.String()[1:]))
		},
	})
}

// answering is the port of a socket on the loopback that answers everything with a text until the script ends.
func answering(env *testscript.Env, text string) string {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		panic(err)
	}
	done := make(chan struct{})
	env.Defer(func() { conn.Close(); <-done })
	// Ends with the socket.
	go func() {
		defer close(done)
		for buf := make([]byte, 2000); ; {
			_, from, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			conn.WriteToUDPAddrPort([]byte(text), from)
		}
	}()
	return strconv.Itoa(conn.LocalAddr().(*net.UDPAddr).Port)
}

// writeSealed makes the folder of an exercise, sealed/NAME.
func writeSealed(env *testscript.Env, name, sealed string) error {
	folder := filepath.Join(env.WorkDir, "sealed", name)
	return errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, sealedFile), []byte(sealed), 0o600))
}

// exitsWith runs a program that must exit with a code: code 2 lab decode.
func exitsWith(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || strconv.Itoa(exit.ExitCode()) != args[0] {
		ts.Fatalf("%v: %v, want exit code %s", args[1:], err, args[0])
	}
}

// hasMode looks at a file's permissions: mode 600 file.
func hasMode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if mode := strconv.FormatUint(uint64(info.Mode().Perm()), 8); mode != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], mode, args[0])
	}
}

// pcap is frames in the older format.
func pcap(t *testing.T, frames []capture.Frame) []byte { return pcapOf(t, scene.Link, frames) }

// withoutLink takes the Ethernet headers off.
func withoutLink(frames []capture.Frame) (bare []capture.Frame) {
	for _, f := range frames {
		f.Data = f.Data[14:]
		f.Length = len(f.Data)
		bare = append(bare, f)
	}
	return bare
}

// pcapngOf is frames in a section of their own.
func pcapngOf(t *testing.T, link layers.LinkType, frames []capture.Frame) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pcapgo.NewNgWriter(&b, link)
	for _, f := range frames {
		if err == nil {
			err = w.WritePacket(gopacket.CaptureInfo{Timestamp: f.At, CaptureLength: len(f.Data), Length: f.Length}, f.Data)
		}
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withoutTime is frames in simple packet blocks, which hold no time.
func withoutTime(t *testing.T, frames []capture.Frame) []byte {
	t.Helper()
	file := pcapngOf(t, scene.Link, nil)
	for _, f := range frames {
		padded := append(bytes.Clone(f.Data), make([]byte, -len(f.Data)&3)...)
		size := uint32(16 + len(padded))
		for _, n := range []uint32{3, size, uint32(len(f.Data))} {
			file = binary.LittleEndian.AppendUint32(file, n)
		}
		file = binary.LittleEndian.AppendUint32(append(file, padded...), size)
	}
	return file
}

func pcapOf(t *testing.T, link layers.LinkType, frames []capture.Frame) []byte {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriterNanos(&b)
	if err := w.WriteFileHeader(65535, link); err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: f.At, CaptureLength: len(f.Data), Length: f.Length}, f.Data); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// pcapng is frames as Eve writes them.
func pcapng(t *testing.T, folder string, frames []capture.Frame) []byte {
	t.Helper()
	w, err := capture.Create(filepath.Join(folder, "tmp.pcapng"), "eth0", scene.Link, capture.Limits{Size: 1 << 20, Files: 1})
	if err != nil {
		t.Fatal(err)
	}
	name, err := w.Begin(scene.Start)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if _, err := w.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// The committed capture is the usual scene.
func TestCommittedCapture(t *testing.T) {
	want := pcap(t, classictest.Usual().Frames)
	if *update {
		if err := os.WriteFile(room, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(room)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is another scene (go test ./services/lab -update): %v", room, err)
	}
}

func TestColourful(t *testing.T) {
	for _, c := range []struct {
		noColor, term string
		want          bool
	}{{"", "xterm", true}, {"", "", true}, {"1", "xterm", false}, {"", "dumb", false}} {
		env := map[string]string{"NO_COLOR": c.noColor, "TERM": c.term}
		if got := colourful(func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// Flags may stand behind arguments.
func TestFlagsFirst(t *testing.T) {
	s := streams{}
	for given, want := range map[string]string{
		"lab":                                "lab",
		"lab --help":                         "lab --help",
		"lab bogus a --b":                    "lab bogus a --b",
		"lab decode f":                       "lab decode -- f",
		"lab decode f --key n=1,d=2 --crack": "lab decode --key n=1,d=2 --crack -- f",
		"lab decode f --key=n=1,d=2 -":       "lab decode --key=n=1,d=2 -- f -",
		"lab decode f --key":                 "lab decode --key",
		"lab check 1 -- --answer":            "lab check -- 1 --answer",
	} {
		app := newApp(s)
		if got := strings.Join(flagsFirst(app.Commands, strings.Fields(given)), " "); got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
	}
}
