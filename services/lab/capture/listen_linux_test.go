package capture_test

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
	"golang.org/x/sys/unix"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/scene"
)

// inNewNetwork runs a test in a network namespace of its own, with its loopback up. The thread that
// is in it ends with the test.
func inNewNetwork(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	done := make(chan struct{})
	// Ends with the test.
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked: the thread must not run another goroutine
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			t.Logf("a network namespace needs root: %v", err)
			return
		}
		ip(t, "link", "set", "lo", "up")
		test(t)
	}()
	<-done
}

// ip runs the command of that name in the thread's namespace.
func ip(t *testing.T, args ...string) {
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		t.Errorf("ip %v: %v: %s", args, err, out)
	}
}

func needIP(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("there is no ip command")
	}
}

// What goes over the loopback is seen once, though the system shows it going out and coming in.
func TestLoopbackShowsOnce(t *testing.T) {
	needIP(t)
	inNewNetwork(t, func(t *testing.T) {
		l, err := capture.Listen("lo")
		if err != nil {
			t.Error(err)
			return
		}
		defer l.Close()
		conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		self := conn.LocalAddr().(*net.UDPAddr).AddrPort()
		for _, text := range []string{"one", "two", "three"} {
			if _, err := conn.WriteToUDPAddrPort([]byte(text), self); err != nil {
				t.Error(err)
			}
		}
		r := packet.NewReader(self.Port())
		for _, want := range []string{"one", "two", "three"} {
			frame, err := l.Next()
			if err != nil {
				t.Error(err)
				return
			}
			p := r.Read(frame.Data, frame.Link, frame.At)
			if string(p.Payload) != want || p.Src != netip.MustParseAddrPort(self.String()) || time.Since(p.At).Abs() > time.Minute {
				t.Errorf("got %q from %s at %s, want %q", p.Payload, p.Src, p.At, want)
			}
		}
		if n := l.Dropped(); n != 0 {
			t.Errorf("%d frames were dropped", n)
		}
	})
}

// tun makes a TUN device of a kind (ARPHRD_…) that is up, and returns the file that plays the other end of its
// wire; nil where there are none.
func tun(t *testing.T, name string, kind int) *os.File {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Logf("no TUN devices here: %v", err)
		return nil
	}
	request, err := unix.NewIfreq(name)
	if err == nil {
		request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, request)
	}
	if err == nil {
		err = unix.IoctlSetInt(fd, unix.TUNSETLINK, kind)
	}
	if err != nil {
		unix.Close(fd)
		t.Logf("no TUN devices here: %v", err)
		return nil
	}
	ip(t, "link", "set", name, "up")
	return os.NewFile(uintptr(fd), "tun")
}

// An interface without a link layer (TUN, WireGuard) was read as Ethernet: nothing was recognized, and nothing said.
func TestTunnelHasNoLinkLayer(t *testing.T) {
	needIP(t)
	inNewNetwork(t, func(t *testing.T) {
		wire := tun(t, "t9", unix.ARPHRD_NONE)
		if wire == nil {
			return
		}
		defer wire.Close()
		l, err := capture.Listen("t9")
		if err != nil {
			t.Error(err)
			return
		}
		defer l.Close()
		if l.Link() != layers.LinkTypeRaw {
			t.Errorf("the link type is %v, want raw IP", l.Link())
			return
		}
		defer time.AfterFunc(30*time.Second, func() { l.Close() }).Stop() // ends a Next that waits for too long
		src, dst := netip.MustParseAddrPort("10.0.0.5:8100"), netip.MustParseAddrPort("10.0.0.2:9999")
		if _, err := wire.Write(scene.Frame(src, dst, []byte("17,131237"))[14:]); err != nil {
			t.Error(err)
			return
		}
		r := packet.NewReader(9999)
		for {
			frame, err := l.Next()
			if err != nil {
				t.Error(err)
				return
			}
			// The system sends packets of its own on a new interface.
			if p := r.Read(frame.Data, frame.Link, frame.At); p.Kind != packet.Other {
				if p.Src != src || string(p.Payload) != "17,131237" {
					t.Errorf("got %q from %s", p.Payload, p.Src)
				}
				return
			}
		}
	})
}

// A link layer that is not known is refused: here that of a Wi-Fi card that monitors.
func TestUnknownLinkLayerIsRefused(t *testing.T) {
	needIP(t)
	inNewNetwork(t, func(t *testing.T) {
		wire := tun(t, "w9", unix.ARPHRD_IEEE80211_RADIOTAP)
		if wire == nil {
			return
		}
		defer wire.Close()
		if l, err := capture.Listen("w9"); !errors.Is(err, capture.ErrLink) {
			t.Errorf("%v, %v, want ErrLink", l, err)
		}
	})
}

func TestInterfaceGoes(t *testing.T) {
	needIP(t)
	inNewNetwork(t, func(t *testing.T) {
		ip(t, "link", "add", "short", "type", "veth", "peer", "name", "other")
		ip(t, "link", "set", "short", "up")
		l, err := capture.Listen("short")
		if err != nil {
			t.Error(err)
			return
		}
		defer l.Close()
		ip(t, "link", "del", "short")
		for {
			if _, err := l.Next(); err != nil {
				if !errors.Is(err, capture.ErrGone) {
					t.Errorf("%v, want ErrGone", err)
				}
				return
			}
		}
	})
}

func TestCloseEndsNext(t *testing.T) {
	needIP(t)
	inNewNetwork(t, func(t *testing.T) {
		l, err := capture.Listen("lo")
		if err != nil {
			t.Error(err)
			return
		}
		time.AfterFunc(10*time.Millisecond, func() { l.Close() })
		if frame, err := l.Next(); err == nil {
			t.Errorf("a frame of %d bytes in an empty network", len(frame.Data))
		}
	})
}

func TestListenRefuses(t *testing.T) {
	if _, err := capture.Listen("nosuch0"); !errors.Is(err, capture.ErrNoInterface) {
		t.Errorf("%v, want ErrNoInterface", err)
	}
}

// What a health check asks: it sees Eve's socket, and that it is gone.
func TestListeningSeesTheListener(t *testing.T) {
	inNewNetwork(t, func(t *testing.T) {
		expect := func(want bool) {
			t.Helper()
			if got, err := capture.Listening(); got != want || err != nil {
				t.Errorf("listening: %v, %v, want %v", got, err, want)
			}
		}
		expect(false)
		listener, err := capture.Listen("lo")
		if err != nil {
			t.Error(err)
			return
		}
		expect(true)
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
		expect(false)
	})
}
