package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The scripts once read .env with a parser of their own, which took the CR of a Windows editor for part of a port and knew
// neither export nor comments. Now they see what Compose sees.
func TestComposeSettingsAreReadOnce(t *testing.T) {
	t.Parallel()
	c := *NewCompose(t) // a copy: what clears up stays in the project's folder
	project := t.TempDir()
	for _, name := range []string{"compose.yaml", "Makefile", "scripts/engine.sh"} {
		write(t, filepath.Join(project, name), string(read(t, filepath.Join(c.root, name))))
	}
	c.root = project
	c.env = neutral(os.Environ())
	for _, text := range []string{
		"OBROLAN_PORT=23710\nOBROLAN_BIND=0.0.0.0\nOBROLAN_SERVER=room.example:5\n",
		"OBROLAN_PORT=23710\r\nOBROLAN_BIND=0.0.0.0\r\nOBROLAN_SERVER=room.example:5\r\n",
		"\ufeffOBROLAN_PORT=23710\r\nOBROLAN_BIND=0.0.0.0\r\nOBROLAN_SERVER=room.example:5",
		"OBROLAN_PORT=\"23710\"\nOBROLAN_BIND='0.0.0.0'\r\nOBROLAN_SERVER=\"room.example:5\"\n",
		"export OBROLAN_PORT=23710\nexport OBROLAN_BIND=0.0.0.0\nexport OBROLAN_SERVER=room.example:5\n",
		"OBROLAN_PORT=23710 # of the class\nOBROLAN_BIND=0.0.0.0   # everybody\nOBROLAN_SERVER=room.example:5 #\n",
		"  OBROLAN_PORT = 23710  \n\tOBROLAN_BIND =0.0.0.0\n OBROLAN_SERVER= room.example:5 \n",
		"# OBROLAN_PORT=1\n#OBROLAN_BIND=::\n\nOBROLAN_PORT=1\nOBROLAN_PORT=23710\nOBROLAN_BIND=0.0.0.0\nOBROLAN_SERVER=room.example:5\n",
		"CLASS=23710\nOBROLAN_PORT=${CLASS}\nOBROLAN_BIND=0.0.0.0\nOBROLAN_SERVER=room.example:5\n",
	} {
		write(t, filepath.Join(project, ".env"), text)
		if got := c.settings(); got != "23710 0.0.0.0 room.example:5" {
			t.Errorf("of the .env\n%q the scripts read %q", text, got)
		}
	}
	// The defaults are compose.yaml's, and the shell goes before the file.
	write(t, filepath.Join(project, ".env"), "OBROLAN_PORT=\r\n")
	if got := c.settings(); got != "9999 127.0.0.1 server:9999" {
		t.Errorf("without settings the scripts read %q", got)
	}
	write(t, filepath.Join(project, ".env"), "OBROLAN_PORT=23710\n")
	c.env = append(c.env, "OBROLAN_PORT=23711")
	if got := c.settings(); got != "23711 127.0.0.1 server:9999" {
		t.Errorf("with a port in the shell the scripts read %q", got)
	}
	c.env = append(c.env, "OBROLAN_PORT=many")
	if out, err := c.sourced("need_settings"); err == nil || !strings.Contains(out, "hint: ") {
		t.Errorf("a port that is none: %v, %s", err, out)
	}
}

// settings is what the scripts read: port, address, server.
func (c *Compose) settings() string {
	c.t.Helper()
	out, err := c.sourced(`need_settings; echo "$port $bind $server"`)
	if err != nil {
		c.t.Fatalf("reading the settings: %v\n%s", err, out)
	}
	return strings.TrimSpace(out)
}

// sourced runs commands with what the scripts share.
func (c *Compose) sourced(commands string) (string, error) {
	c.t.Helper()
	return c.TryScript("", "sh", "-c", "set -eu; . scripts/engine.sh; need_compose; "+commands)
}

// A port that another program has is said before anything is built or started. The room's own port is no such thing.
func TestComposeUpOnATakenPort(t *testing.T) {
	t.Parallel()
	c := NewCompose(t)
	c.Does("up", "-d", "--no-build", "server")
	if out, err := c.sourced("need_free_port up"); err != nil {
		t.Errorf("the room's own port: %v\n%s", err, out)
	}
	before := c.Containers()
	taken, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.LocalAddr().(*net.UDPAddr).Port
	c.env = append(c.env, fmt.Sprintf("OBROLAN_PORT=%d", port))
	for _, target := range [][]string{{"up"}, {"exercise", "N=1"}} {
		out, err := c.TryScript("", "make", target...)
		if want := fmt.Sprintf("UDP port %d is taken by another program.\nhint: ", port); err == nil || !strings.Contains(out, want) {
			t.Errorf("make %v: %v\n%s", target, err, out)
		}
	}
	if after := c.Containers(); strings.Join(after, " ") != strings.Join(before, " ") {
		t.Errorf("the containers were %q and are %q", before, after)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
