//go:build linux

package process

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Counters is a reading of the server's metrics: a value for each series, named as Prometheus writes it, labels included.
type Counters map[string]float64

// Heap is the series that holds the bytes of objects on the heap, garbage that is not collected yet included.
const Heap = "go_memstats_heap_alloc_bytes"

// Counters reads the server's metrics page.
func (s *Server) Counters() (Counters, error) {
	// Uncompressed: the compressor's buffers would be counted as memory of the room. One connection a
	// reading: an open one would keep a goroutine and buffers in the server.
	client := &http.Client{Timeout: 10 * time.Second,
		Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}
	resp, err := client.Get("http://" + s.page + "/metrics")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the metrics page answers %s", resp.Status)
	}
	return parseCounters(resp.Body)
}

// parseCounters reads the text format: comments, and lines of a series and a value.
func parseCounters(r io.Reader) (Counters, error) {
	c := make(Counters)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		at := strings.LastIndexByte(line, ' ')
		if at < 0 || line[0] == '#' {
			continue
		}
		value, err := strconv.ParseFloat(line[at+1:], 64)
		if err != nil {
			return nil, fmt.Errorf("metrics line %q: %w", line, err)
		}
		c[line[:at]] = value
	}
	return c, lines.Err()
}

// Dropped lists what the server has dropped, by reason; "nothing" where it has not.
func (c Counters) Dropped() string {
	var all []string
	for series, n := range c {
		if strings.HasPrefix(series, "obrolan_dropped_total") && n > 0 {
			all = append(all, fmt.Sprintf("%s %.0f", strings.TrimPrefix(series, "obrolan_dropped_total"), n))
		}
	}
	if all == nil {
		return "nothing"
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
