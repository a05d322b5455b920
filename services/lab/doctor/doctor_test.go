package doctor

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"obrolan/shared/wire/classic"
)

var loopback = netip.MustParseAddr("127.0.0.1")

// answering is a socket on the loopback that answers everything with a text, or with silence where that
// is "".
func answering(t *testing.T, text string) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { conn.Close(); <-done })
	// Ends with the socket.
	go func() {
		defer close(done)
		buf := make([]byte, 2000)
		for {
			_, from, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			if text != "" {
				conn.WriteToUDPAddrPort([]byte(text), from)
			}
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// closedPort is a port that was free a moment ago.
func closedPort(t *testing.T) uint16 {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}

func expect(t *testing.T, got Finding, level Level, text string) {
	t.Helper()
	if got.Level != level || !strings.Contains(got.Sentence, text) || (got.Hint == "") != (level == Fine) {
		t.Errorf("got %+v, want level %d and %q", got, level, text)
	}
}

func TestPort(t *testing.T) {
	ctx := t.Context()
	expect(t, lookAtPort(ctx, loopback, closedPort(t), nil), Fine, "is free")
	expect(t, lookAtPort(ctx, loopback, answering(t, classic.TextPasswordFirst).Port(), nil), Fine, "is a room's already")
	expect(t, lookAtPort(ctx, loopback, answering(t, "220 welcome").Port(), nil), Missing, "is taken by another program")
	expect(t, lookAtPort(ctx, netip.IPv4Unspecified(), answering(t, classic.TextPasswordFirst).Port(), nil), Fine, "is a room's already")
	expect(t, lookAtPort(ctx, netip.MustParseAddr("192.0.2.200"), 9999, nil), Fine, "was not looked at")
}

func TestServer(t *testing.T) {
	ctx := t.Context()
	closed := closedPort(t)
	for _, c := range []struct {
		server string
		level  Level
		text   string
	}{
		{answering(t, classic.TextPasswordFirst).String(), Fine, "A room answers at 127.0.0.1:"},
		{answering(t, "17,245009").String(), Fine, "A room answers at"},
		{answering(t, "hello").String(), Missing, "is no room"},
		{answering(t, "1c3f 22END").String(), Missing, "is no room"},
		{answering(t, "").String(), Missing, "Nobody answers at"},
		{fmt.Sprintf("127.0.0.1:%d", closed), Missing, "Nothing listens at"},
		{"no such name", Missing, "has no address here"},
		{"a:b:c", Missing, "can't be"},
		{"127.0.0.1:0", Missing, "can't be"},
		{":9999", Missing, "can't be"},
	} {
		expect(t, lookAtServer(ctx, c.server, closed), c.level, c.text)
	}
	for server, want := range map[string]string{"room": "room 9999", "room:1": "room 1", "::1": "::1 9999", "[::1]": "::1 9999", "[::1]:5": "::1 5"} {
		host, port, ok := splitServer(server, 9999)
		if got := fmt.Sprint(host, " ", port); !ok || got != want {
			t.Errorf("%s: %s, %v, want %s", server, got, ok, want)
		}
	}
}

// A link-local address lost its zone, so that no packet could be sent to it; with brackets and a port, the port was
// taken for a part of the zone.
func TestLinkLocalServerKeepsItsZone(t *testing.T) {
	const want = "fe80::1%eth0"
	for _, server := range []string{want, "[" + want + "]", "[" + want + "]:5"} {
		host, _, ok := splitServer(server, 9999)
		if !ok {
			t.Errorf("%s is refused", server)
		}
		if got := addressesOf(t.Context(), host); len(got) != 1 || got[0].String() != want {
			t.Errorf("%s has the addresses %v, want %s", server, got, want)
		}
	}
	finding := lookAtServer(t.Context(), "[fe80::1%lo]:9", 9999)
	if !strings.Contains(finding.Sentence, "[fe80::1%lo]:9") {
		t.Errorf("%q does not name the address that was given", finding.Sentence)
	}
}

func TestAddress(t *testing.T) {
	expect(t, lookAtAddress(loopback, 9999), Fine, "Only this machine can join")
	expect(t, lookAtAddress(netip.MustParseAddr("192.0.2.200"), 9999), Missing, "has no address 192.0.2.200")
	for _, own := range ownAddresses() {
		expect(t, lookAtAddress(own, 9999), Fine, "Others reach the room at "+netip.AddrPortFrom(own, 9999).String())
	}
}

func TestFailure(t *testing.T) {
	for err, want := range map[error]answer{
		syscall.ECONNREFUSED: refused, syscall.ENETUNREACH: noRoute, syscall.EHOSTUNREACH: noRoute, os.ErrDeadlineExceeded: silence,
	} {
		if got := failure(&net.OpError{Op: "read", Err: err}); got != want {
			t.Errorf("%v: %d, want %d", err, got, want)
		}
	}
}

// fakeEngine is an engine that publishes port 9999 for a container, with a clock that is ahead.
func fakeEngine(t *testing.T, image string, ahead time.Duration) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/_ping", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
	})
	mux.HandleFunc("/containers/json", func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Query().Get("filters"), `"9999/udp"`) {
			fmt.Fprint(w, "[]")
			return
		}
		json.NewEncoder(w).Encode([]map[string]any{{"Names": []string{"/lab_server_1"}, "Image": image,
			"Labels": map[string]string{"com.docker.compose.service": "server"}}})
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Setenv("DOCKER_HOST", "tcp://"+server.Listener.Addr().String())
	t.Setenv("DOCKER_TLS_VERIFY", "")
}

func TestEngine(t *testing.T) {
	ctx := t.Context()
	fakeEngine(t, "obrolan-server:latest", 0)
	e, f := findEngine(ctx)
	expect(t, f, Fine, "(API 1.41)")
	expect(t, lookAtPort(ctx, loopback, 9999, e), Fine, "our own server's (container lab_server_1)")
	expect(t, lookAtPort(ctx, loopback, closedPort(t), e), Fine, "is free")
	fakeEngine(t, "coredns", 0)
	e, _ = findEngine(ctx)
	expect(t, lookAtPort(ctx, loopback, 9999, e), Missing, "published by the container lab_server_1")
}

func TestEngineIsNotThere(t *testing.T) {
	folder := t.TempDir()
	socket := filepath.Join(folder, "engine.sock")
	t.Setenv("DOCKER_HOST", "unix://"+socket)
	_, f := findEngine(t.Context())
	expect(t, f, Missing, "There is no container engine's socket")

	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	l.Close()
	_, f = findEngine(t.Context())
	expect(t, f, Missing, "does not answer: connection refused")

	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	t.Setenv("DOCKER_HOST", "tcp://"+other.Listener.Addr().String())
	_, f = findEngine(t.Context())
	expect(t, f, Missing, "is no container engine")

	t.Setenv("DOCKER_HOST", "ssh://somewhere")
	_, f = findEngine(t.Context())
	expect(t, f, Weak, "was not looked at")
}

// The docker command follows its contexts; so does the doctor.
func TestEngineOfAContext(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("DOCKER_HOST", "")
	t.Setenv("DOCKER_CONTEXT", "")
	t.Setenv("DOCKER_CONFIG", folder)
	write := func(path, text string) {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if hosts := engineHosts(); len(hosts) < 2 {
		t.Errorf("without a context: %q", hosts)
	}
	write("config.json", `{"currentContext": "rootless"}`)
	write("contexts/meta/12b961aa24cd06a71f2a2d0e7b49d6cbab6d4ac0a3a1a8df9f3b0d8b1b0e52f3/meta.json", `{}`) // another one's
	write("contexts/meta/"+contextFolder("rootless")+"/meta.json", `{"Endpoints": {"docker": {"Host": "unix:///run/user/1000/docker.sock"}}}`)
	if hosts := engineHosts(); len(hosts) != 1 || hosts[0] != "unix:///run/user/1000/docker.sock" {
		t.Errorf("with a context: %q", hosts)
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	expect(t, lookAtClock(now, now.Add(-time.Hour), nil), Fine, "2026-01-02 03:04:05 UTC")
	expect(t, lookAtClock(now, time.Time{}, &engine{ahead: 2 * time.Second}), Fine, "The clock says")
	expect(t, lookAtClock(now, now.Add(400*24*time.Hour), nil), Weak, "before this program was made")
	expect(t, lookAtClock(now, time.Time{}, &engine{ahead: -time.Hour}), Weak, "1h0m0s behind this machine's")
	fakeEngine(t, "x", 10*time.Minute)
	e, _ := findEngine(t.Context())
	expect(t, lookAtClock(now, time.Time{}, e), Weak, "ahead of this machine's")
}

func TestBuffers(t *testing.T) {
	expect(t, describeBuffer(208<<10), Weak, "only 208 KiB")
	expect(t, describeBuffer(1<<20), Fine, "1024 KiB")
	if f, known := lookAtBuffers(); known && !strings.Contains(f.Sentence, "KiB") {
		t.Errorf("%+v", f)
	}
}

func TestLookSaysEverything(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix:///nowhere")
	found := Look(t.Context(), Config{Bind: loopback, Port: closedPort(t), Server: answering(t, classic.TextPasswordFirst).String(), Engine: true})
	if len(found) < 5 || found[0].Level != Missing {
		t.Errorf("%+v", found)
	}
	if found := Look(t.Context(), Config{Bind: loopback, Port: closedPort(t)}); len(found) > 4 {
		t.Errorf("without engine and server: %+v", found)
	}
}
