package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/scene/classictest"
)

const dissector = "../../docs/wireshark/obrolan.lua"

// tshark runs it with the dissector over a capture, in two passes as Wireshark does, and returns a line of fields for
// each frame. Where there is no tshark the test is skipped, except in CI.
func tshark(t *testing.T, file string, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("there is no tshark: apt-get install tshark")
		}
		t.Skip("there is no tshark here")
	}
	command := exec.Command(program, append([]string{"-2", "-X", "lua_script:" + dissector, "-r", file}, args...)...)
	// The user's own settings and plugins must not have an effect.
	command.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir(), "LC_ALL=C.UTF-8", "TZ=UTC")
	var errors bytes.Buffer
	command.Stderr = &errors
	out, err := command.Output()
	if err != nil || strings.Contains(errors.String(), "obrolan.lua") || strings.Contains(string(out), "Lua Error") {
		t.Fatalf("tshark: %v\n%s\n%s", err, errors.String(), out)
	}
	// Newer versions write a boolean as a word.
	return strings.NewReplacer("|True|", "|1|", "|False|", "|0|").Replace(string(out))
}

func fields(names ...string) []string {
	args := []string{"-T", "fields", "-E", "separator=|"}
	for _, name := range names {
		args = append(args, "-e", name)
	}
	return args
}

var allFields = fields("frame.number", "obrolan.to_server", "obrolan.kind", "obrolan.e", "obrolan.n", "obrolan.name", "obrolan.text",
	"obrolan.numbers", "obrolan.cipher", "obrolan.line", "obrolan.line.piece", "obrolan.line.in", "_ws.expert.message")

func TestDissector(t *testing.T) {
	got := tshark(t, room, allFields...)
	const golden = "testdata/dissector.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./services/lab -update, and look at it):\n%s", golden, got)
	}
}

// The dissector reads hostile datagrams without an error of its own, and says what they are.
func TestDissectorOnNoise(t *testing.T) {
	s := classictest.New()
	noise := []struct {
		toServer      bool
		payload, kind string
	}{
		{true, "\x1b[2J", "unknown"}, {true, "\xff\xfe\x00", "unknown"}, {true, "PASSWORD:", "unknown"}, {true, "PASSWORD:xyz", "unknown"},
		{true, "1,2,3", "unknown"}, {true, "99999999999,5", "unknown"}, {true, "4294967296,5", "unknown"}, {true, "4294967295,4294967295", "keys"},
		{true, "LEAVE_TAG", "leave"}, {true, "SET_USERNAME::", "set"}, {true, "SET_USERNAME:\x1b[2Jé", "set"}, {true, " ", "unknown"},
		{true, "PASSWORD:1c3f 22\r\n", "password"}, {true, "1c3f 22\n", "say"}, {true, "13,233273\r\n", "keys"},
		{false, "1c3fEND", "piece"}, {false, "hello", "unknown"}, {false, "ENCRYPTED:", "piece"}, {false, "END", "line"},
		{false, "ENCRYPTED:zz END END", "line"}, {false, strings.Repeat("f", 9000), "piece"}, {false, "ENCRYPTED:" + strings.Repeat("f", 9000), "piece"},
	}
	for range 9 { // past the longest line
		noise = append(noise, noise[20])
	}
	noise = append(noise, noise[15]) // the end of a line that was given up
	var want []string
	for _, n := range noise {
		if n.toServer {
			s.Send("ana", []byte(n.payload))
		} else {
			s.Reply("ana", []byte(n.payload))
		}
		want = append(want, n.kind)
	}
	file := filepath.Join(t.TempDir(), "noise.pcap")
	if err := os.WriteFile(file, pcap(t, s.Frames), 0o600); err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(tshark(t, file, fields("obrolan.kind")...))
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("kinds:\n%v, want\n%v", got, want)
	}
	info := tshark(t, file)
	if strings.ContainsRune(info, '\x1b') {
		t.Errorf("an escape got to the screen: %q", info)
	}
}

// A cut password had the numbers of its first part, a quoted piece became a part of the line, and a line with a cut
// piece was counted as a whole one. A headless piece is no line either.
func TestDissectorCountsWhatIsWhole(t *testing.T) {
	line := longLine()
	short := cut(passwordFrame(), 59)
	for _, c := range []struct {
		name   string
		frames []capture.Frame
		want   []string // kind and numbers of each frame
	}{
		{"a whole password", []capture.Frame{passwordFrame()}, []string{"password|8"}},
		{"a cut password", []capture.Frame{short}, []string{"cut|"}},
		{"a whole line", line, []string{"piece|", "line|245"}},
		{"a piece is quoted", []capture.Frame{line[0], quoted(line[0]), line[1]}, []string{"piece|", "quoted|", "line|245"}},
		{"the first piece is cut", []capture.Frame{cut(line[0], 200), line[1]}, []string{"cut|", "piece|"}},
		{"a piece in the middle is cut", []capture.Frame{line[0], cut(line[0], 200), line[1]}, []string{"piece|", "cut|", "piece|"}},
		{"the last piece is cut", []capture.Frame{line[0], cut(line[1], 200)}, []string{"piece|", "cut|"}},
		{"a quoted password", []capture.Frame{quoted(passwordFrame())}, []string{"quoted|"}},
		{"a headless piece", line[1:], []string{"piece|"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "some.pcap")
			if err := os.WriteFile(file, pcap(t, c.frames), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := strings.Fields(tshark(t, file, fields("obrolan.kind", "obrolan.numbers")...)); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// The room's port is a preference.
func TestDissectorPort(t *testing.T) {
	if got := strings.TrimSpace(tshark(t, room, append(fields("obrolan.kind"), "-o", "obrolan.port:10000")...)); got != "" {
		t.Errorf("port 9999 is still the room's: %q", got)
	}
	if got := tshark(t, room, append(fields("obrolan.kind"), "-Y", `obrolan.kind == "password" && obrolan.to_server`)...); strings.Count(got, "password") != 3 {
		t.Errorf("the filter gives %q", got)
	}
}
