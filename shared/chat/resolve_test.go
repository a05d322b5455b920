package chat

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
)

func TestPreferred(t *testing.T) {
	for in, want := range map[string]string{
		"::1 127.0.0.2 127.0.0.3":      "127.0.0.2 127.0.0.3 ::1",
		"::2 ::1":                      "::2 ::1",
		"::1 ::ffff:10.0.0.1 10.0.0.1": "10.0.0.1 ::1",
		"":                             "",
	} {
		var addrs []netip.Addr
		for _, a := range strings.Fields(in) {
			addrs = append(addrs, netip.MustParseAddr(a))
		}
		var got []string
		for _, a := range preferred(addrs) {
			got = append(got, a.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"127.0.0.1:9999", "127.0.0.1:9999"},
		{":9999", "127.0.0.1:9999"},
		{"[::1]:9999", "[::1]:9999"},
		{"[::ffff:127.0.0.1]:9999", "127.0.0.1:9999"},
		{"[fe80::1%eth0]:9999", "[fe80::1%eth0]:9999"},
		{"localhost:9999", "127.0.0.1:9999"},
	} {
		got, err := Resolve(t.Context(), c.in)
		if err != nil || got[0].String() != c.want {
			t.Errorf("%q: %v, %v", c.in, got, err)
		}
	}
	for _, in := range []string{"", "localhost", "localhost:", "localhost:0", "localhost:70000", "a:b:c"} {
		if got, err := Resolve(t.Context(), in); err == nil {
			t.Errorf("%q: %v", in, got)
		}
	}
	_, err := Resolve(t.Context(), "no-such-host.invalid:9999")
	var dns *net.DNSError
	if !errors.As(err, &dns) || !strings.Contains(err.Error(), "no-such-host.invalid") {
		t.Errorf("unknown host: %v", err)
	}
}
