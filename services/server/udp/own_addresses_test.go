package udp

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"
)

func TestOnlyAHostOfSeveralAddressesIsToldWhichToUse(t *testing.T) {
	cidrs := func(all ...string) func() ([]net.Addr, error) {
		return func() (list []net.Addr, err error) {
			for _, c := range all {
				ip, n, _ := net.ParseCIDR(c)
				list = append(list, &net.IPNet{IP: ip, Mask: n.Mask})
			}
			return list, nil
		}
	}
	one := cidrs("127.0.0.1/8", "::1/128", "172.18.0.2/16", "fe80::1/64")
	two := cidrs("127.0.0.1/8", "192.168.1.5/24", "10.0.0.1/8", "fe80::1/64", "2001:db8::1/64")
	broken := func() ([]net.Addr, error) { return nil, errors.New("no netlink here") }
	for _, tt := range []struct {
		host   string
		list   func() ([]net.Addr, error)
		a      string
		chosen bool
	}{
		{"one", one, "172.18.0.2", true}, {"one", one, "fe80::1", true}, {"one", one, "127.0.0.1", true}, {"one", one, "::1", true},
		{"one", one, "127.0.0.2", false},
		{"two", two, "192.168.1.5", false}, {"two", two, "10.0.0.1", false}, {"two", two, "2001:db8::1", false}, {"two", two, "127.0.0.1", true},
		{"broken", broken, "192.168.1.5", false},
	} {
		o := ownAddresses{list: tt.list}
		if got := o.chosenAnyway(netip.MustParseAddr(tt.a), time.Unix(1000, 0)); got != tt.chosen {
			t.Errorf("host with %s: %s is chosen anyway: %v, want %v", tt.host, tt.a, got, tt.chosen)
		}
	}
}

func TestAnAddressThatComesLaterIsNoticed(t *testing.T) {
	now, looks := time.Unix(1000, 0), 0
	list := []net.Addr{&net.IPNet{IP: net.IPv4(10, 0, 0, 1), Mask: net.CIDRMask(8, 32)}}
	o := ownAddresses{list: func() ([]net.Addr, error) { looks++; return list, nil }}
	a := netip.MustParseAddr("10.0.0.1")
	for range 100 {
		if !o.chosenAnyway(a, now) {
			t.Fatal("the only address is not chosen")
		}
	}
	if looks != 1 {
		t.Errorf("looked %d times within a moment", looks)
	}
	list = append(list, &net.IPNet{IP: net.IPv4(192, 168, 1, 5), Mask: net.CIDRMask(24, 32)})
	if o.chosenAnyway(a, now.Add(addressesFor)) {
		t.Error("the second address is not noticed")
	}
}
