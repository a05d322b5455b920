package e2e

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Compose is the lab as users start it: the compose.yaml that ships, under a project name and on a port of
// the scenario's own.
type Compose struct {
	t       testing.TB
	words   []string // docker compose, or docker-compose
	project string
	root    string
	env     []string
}

// NewCompose prepares a project; nothing is started. When the test ends, everything of the project is removed.
func NewCompose(t testing.TB) *Compose {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	c := &Compose{t: t, words: composeWords(t), project: fmt.Sprintf("obrolan-e2e-%d-%d", os.Getpid(), port), root: root,
		env: append(neutral(os.Environ()), fmt.Sprintf("OBROLAN_PORT=%d", port), "OBROLAN_PASSWORD="+Password, "OBROLAN_LANG=en", "TERM=xterm",
			// An image that was built again while other scenarios use it makes newer versions of Compose replace their server.
			"OBROLAN_IMAGES=built",
			// docker-compose 1.29 gives up on a call that the engine has not answered after so many seconds (60).
			fmt.Sprintf("COMPOSE_HTTP_TIMEOUT=%.0f", (2*patience).Seconds()))}
	t.Cleanup(c.remove)
	return c
}

// neutral drops the settings for Obrolan and Compose that a developer's shell may have.
func neutral(environ []string) []string {
	return slices.DeleteFunc(environ, func(v string) bool {
		return strings.HasPrefix(v, "OBROLAN_") || strings.HasPrefix(v, "COMPOSE_")
	})
}

// composeWords returns the command that runs Compose here. COMPOSE overrides it.
func composeWords(t testing.TB) []string {
	t.Helper()
	if words := strings.Fields(os.Getenv("COMPOSE")); len(words) > 0 {
		return words
	}
	if exec.Command("docker", "compose", "version").Run() == nil {
		return []string{"docker", "compose"}
	}
	if _, err := exec.LookPath("docker-compose"); err == nil {
		return []string{"docker-compose"}
	}
	t.Fatal("there is neither docker compose nor docker-compose\nhint: make doctor says how to get one")
	return nil
}

// The ports of Compose's scenarios. They are below Linux's ephemeral ports (from 32768 on), so that no program that
// asks for any free port gets one of them between the choice and the start of the server.
const (
	firstPort = 20_000
	ports     = 10_000
)

// taken holds the ports that this process has chosen.
var taken sync.Map

// freePort chooses a UDP port that is free at the moment.
func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := firstPort + rand.IntN(ports)
		if _, again := taken.LoadOrStore(port, true); again {
			continue
		}
		conn, err := net.ListenPacket("udp4", fmt.Sprintf("0.0.0.0:%d", port))
		if err != nil {
			continue
		}
		_ = conn.Close()
		return port
	}
	t.Fatalf("no UDP port from %d to %d seems to be free", firstPort, firstPort+ports-1)
	return 0
}

// Command is a call of Compose in this project.
func (c *Compose) Command(ctx context.Context, args ...string) *exec.Cmd {
	all := append(append([]string{}, c.words[1:]...), "-p", c.project)
	cmd := exec.CommandContext(ctx, c.words[0], append(all, args...)...)
	cmd.Dir, cmd.Env = c.root, c.env
	return cmd
}

// Does calls Compose and returns what it printed to standard output.
func (c *Compose) Does(args ...string) string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 2*patience)
	defer cancel()
	cmd := c.Command(ctx, args...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("%s %s: %v\n%s%s", strings.Join(c.words, " "), strings.Join(args, " "), err, out, complaints.String())
	}
	return string(out)
}

// Script runs one of the project's scripts on this project; it must succeed.
func (c *Compose) Script(path string, args ...string) {
	c.t.Helper()
	if out, err := c.TryScript("", path, args...); err != nil {
		c.t.Fatalf("%s: %v\n%s", path, err, out)
	}
}

// TryScript runs a script with some input, and returns what it printed.
func (c *Compose) TryScript(input, path string, args ...string) (string, error) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 4*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir, cmd.Stdin = c.root, strings.NewReader(input)
	cmd.Env = append(slices.Clone(c.env), "COMPOSE_PROJECT_NAME="+c.project, "COMPOSE="+strings.Join(c.words, " "))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Containers lists the names of the project's containers, ended ones too, by Docker's filters.
func (c *Compose) Containers(filters ...string) []string {
	c.t.Helper()
	args := []string{"ps", "-a", "--format", "{{.Names}}", "--filter", "label=com.docker.compose.project=" + c.project}
	for _, filter := range filters {
		args = append(args, "--filter", filter)
	}
	out, err := exec.CommandContext(c.t.Context(), "docker", args...).Output()
	if err != nil {
		c.t.Fatalf("listing containers: %v", err)
	}
	return strings.Fields(string(out))
}

// Follow reads the log of a service's only container as it grows. It asks the engine, because docker-compose 1.29
// gives up on a log that is silent for a while.
func (c *Compose) Follow(service string) *Transcript {
	c.t.Helper()
	containers := c.Containers("label=com.docker.compose.service=" + service)
	if len(containers) != 1 {
		c.t.Fatalf("%s has the containers %q, and not one", service, containers)
	}
	tr := NewTranscript()
	cmd := exec.CommandContext(c.t.Context(), "docker", "logs", "--follow", containers[0])
	cmd.Stdout, cmd.Stderr = tr, tr
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go func() { // ends when the container does, or with the test's context
		_ = cmd.Wait()
		tr.End()
	}()
	return tr
}

// remove takes the project down, joined clients included.
func (c *Compose) remove() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	if c.t.Failed() {
		c.keepLog(ctx)
	}
	c.removeOneOffs(ctx)
	if out, err := c.Command(ctx, "--profile", "eve", "down", "-v", "--remove-orphans", "-t", "1").CombinedOutput(); err != nil {
		c.t.Errorf("taking the project down: %v\n%s", err, out)
	}
}

// removeOneOffs removes the containers of `run`, on which `down` fails.
func (c *Compose) removeOneOffs(ctx context.Context) {
	ids, err := exec.CommandContext(ctx, "docker", "ps", "-aq", "--filter", "label=com.docker.compose.project="+c.project, "--filter", "label=com.docker.compose.oneoff=True").Output()
	if err != nil {
		c.t.Errorf("listing one-off containers: %v", err)
	}
	for _, id := range strings.Fields(string(ids)) {
		if out, err := exec.CommandContext(ctx, "docker", "rm", "-f", id).CombinedOutput(); err != nil {
			c.t.Errorf("removing a one-off container: %v\n%s", err, out)
		}
	}
}

func (c *Compose) keepLog(ctx context.Context) {
	out, _ := c.Command(ctx, "logs", "--no-color").CombinedOutput()
	keepFile(c.t, "compose.log", out)
}
