package doctor

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// engine is a container engine whose API answers.
type engine struct {
	client *http.Client
	base   string        // of URLs
	ahead  time.Duration // by how much its clock is ahead of ours; whole seconds
}

// findEngine looks for the API where the docker command does: DOCKER_HOST, then the current context, then
// the usual sockets.
func findEngine(ctx context.Context) (*engine, Finding) {
	const without = "start it (Linux: 'sudo systemctl start docker'; else open Docker Desktop); 'make demo' does without"
	var worst Finding
	for _, host := range engineHosts() {
		e, err := open(host)
		if err != nil {
			return nil, weak("unset DOCKER_HOST to look at this machine's own engine", "The container engine at %s was not looked at: %v.", host, err)
		}
		version, err := e.ping(ctx)
		switch {
		case err == nil:
			return e, fine("The container engine answers at %s (API %s).", host, version)
		case errors.Is(err, fs.ErrPermission):
			worst = missing("'sudo usermod -aG docker $USER', then log in again", "You may not use the container engine at %s.", host)
		case errors.Is(err, fs.ErrNotExist):
			if worst.Sentence == "" {
				worst = missing("install Docker Engine or Docker Desktop, or start it; 'make demo' does without", "There is no container engine's socket at %s.", host)
			}
		default:
			worst = missing(without, "The container engine at %s does not answer: %v.", host, reason(err))
		}
	}
	return nil, worst
}

// engineHosts lists where the API may be, as DOCKER_HOST writes it.
func engineHosts() []string {
	if host := os.Getenv("DOCKER_HOST"); host != "" {
		return []string{host}
	}
	home, _ := os.UserHomeDir()
	folder := os.Getenv("DOCKER_CONFIG")
	if folder == "" {
		folder = filepath.Join(home, ".docker")
	}
	if host := contextHost(folder); host != "" {
		return []string{host}
	}
	if runtime.GOOS == "windows" {
		return []string{"npipe:////./pipe/docker_engine"}
	}
	hosts := []string{"unix:///var/run/docker.sock"}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		hosts = append(hosts, "unix://"+filepath.Join(dir, "docker.sock"))
	}
	return append(hosts, "unix://"+filepath.Join(home, ".docker", "run", "docker.sock"))
}

// contextHost is the address of the docker command's current context, or "" for the default one.
func contextHost(folder string) string {
	var config struct{ CurrentContext string }
	if !readJSON(filepath.Join(folder, "config.json"), &config) {
		return ""
	}
	name := config.CurrentContext
	if own := os.Getenv("DOCKER_CONTEXT"); own != "" {
		name = own
	}
	if name == "" || name == "default" {
		return ""
	}
	var meta struct {
		Endpoints struct {
			Docker struct{ Host string } `json:"docker"`
		}
	}
	readJSON(filepath.Join(folder, "contexts", "meta", contextFolder(name), "meta.json"), &meta)
	return meta.Endpoints.Docker.Host
}

// contextFolder is the name of the folder in which docker keeps a context.
func contextFolder(name string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(name))) }

func readJSON(path string, into any) bool {
	content, err := os.ReadFile(path)
	return err == nil && json.Unmarshal(content, into) == nil
}

// open makes a client for unix:// and tcp:// addresses. It sends nothing.
func open(host string) (*engine, error) {
	scheme, rest, _ := strings.Cut(host, "://")
	network, base := "tcp", "http://"+rest
	switch scheme {
	case "unix":
		network, base = "unix", "http://engine"
	case "tcp", "http":
		if os.Getenv("DOCKER_TLS_VERIFY") != "" {
			return nil, errors.New("it wants TLS")
		}
	default:
		return nil, fmt.Errorf("%s:// is reached by the docker command alone", scheme)
	}
	var dialer net.Dialer
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, rest)
	}}
	return &engine{client: &http.Client{Transport: transport, Timeout: 5 * time.Second}, base: base}, nil
}

func (e *engine) get(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, e.base+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := e.client.Do(req)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return res, err
}

// ping returns the API's version, and compares the clocks.
func (e *engine) ping(ctx context.Context) (string, error) {
	asked := time.Now()
	res, err := e.get(ctx, "/_ping")
	if err != nil {
		return "", err
	}
	res.Body.Close()
	version := res.Header.Get("Api-Version")
	if res.StatusCode != http.StatusOK || version == "" {
		return "", errors.New("what is there is no container engine")
	}
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil && time.Since(asked) < time.Second {
		e.ahead = at.Sub(asked).Round(time.Second)
	}
	return version, nil
}

// publisher returns the name of the container that a UDP port is published for, and whether it is a server of
// ours; "" where there is none or nobody to ask.
func (e *engine) publisher(ctx context.Context, port uint16) (name string, ours bool) {
	if e == nil {
		return "", false
	}
	filters := fmt.Sprintf(`{"publish":["%d/udp"]}`, port)
	res, err := e.get(ctx, "/containers/json?filters="+url.QueryEscape(filters))
	if err != nil {
		return "", false
	}
	defer res.Body.Close()
	var containers []struct {
		Names  []string
		Image  string
		Labels map[string]string
	}
	if json.NewDecoder(res.Body).Decode(&containers) != nil || len(containers) == 0 || len(containers[0].Names) == 0 {
		return "", false
	}
	c := containers[0]
	image, _, _ := strings.Cut(c.Image, ":")
	ours = image == "obrolan-server" && c.Labels["com.docker.compose.service"] == "server"
	return strings.TrimPrefix(c.Names[0], "/"), ours
}
