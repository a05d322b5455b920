//go:build linux

package process

import (
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestParseStatus(t *testing.T) {
	const whole = "Name:\tserver\nVmHWM:\t   20 kB\nVmRSS:\t   12 kB\nRssAnon:\t    8 kB\nThreads:\t5\n"
	m, err := parseStatus([]byte(whole))
	if want := (Memory{Resident: 12 << 10, Anonymous: 8 << 10, Peak: 20 << 10}); err != nil || m != want {
		t.Errorf("got %+v, %v, want %+v", m, err, want)
	}
	for _, bad := range []string{"", "VmRSS:\t12 kB\n", strings.Replace(whole, "12", "-1", 1)} {
		if _, err := parseStatus([]byte(bad)); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
}

func TestParseCounters(t *testing.T) {
	const page = "# HELP x y 1\n# TYPE x counter\nobrolan_dropped_total{reason=\"malformed\"} 3\n" +
		"obrolan_dropped_total{reason=\"not_text\"} 0\n" + Heap + " 1.5e+06\n"
	c, err := parseCounters(strings.NewReader(page))
	if err != nil || c[Heap] != 1.5e6 {
		t.Fatalf("got %v, %v", c, err)
	}
	if got, want := c.Dropped(), `{reason="malformed"} 3`; got != want {
		t.Errorf("dropped: %s, want %s", got, want)
	}
	if _, err := parseCounters(strings.NewReader("x y\n")); err == nil {
		t.Error("a value that is no number passes")
	}
}

func TestParseDrops(t *testing.T) {
	const table = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n" +
		" 1043: 0100007F:270F 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9 2 0000000000000000 17\n"
	n, err := parseDrops(table, netip.MustParseAddrPort("127.0.0.1:9999"))
	if err != nil || n != 17 {
		t.Errorf("got %d, %v, want 17", n, err)
	}
	if _, err := parseDrops(table, netip.MustParseAddrPort("127.0.0.1:9998")); err == nil {
		t.Error("a socket that is not there is found")
	}
}

// TestCPU compares the clock with getrusage(2), which counts the same in another way.
func TestCPU(t *testing.T) {
	used := func() time.Duration {
		var r unix.Rusage
		if err := unix.Getrusage(unix.RUSAGE_SELF, &r); err != nil {
			t.Fatal(err)
		}
		return time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
	low := used()
	for end := time.Now().Add(20 * time.Millisecond); time.Now().Before(end); {
	}
	cpu, err := CPU(os.Getpid())
	high := used()
	const slack = 5 * time.Millisecond // getrusage may count in ticks
	if err != nil || cpu < low-slack || cpu > high+slack {
		t.Errorf("the clock says %v, %v; getrusage says from %v to %v", cpu, err, low, high)
	}
}
