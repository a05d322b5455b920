package e2e

import "testing"

func TestParseDatagrams(t *testing.T) {
	const snmp = "Icmp: InMsgs InErrors\nIcmp: 7 0\n" +
		"Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors\n" +
		"Udp: 356378 557 207507 664837 207507 0 0\n" +
		"UdpLite: InDatagrams NoPorts InErrors OutDatagrams\nUdpLite: 1 2 3 4\n"
	got, err := parseDatagrams(snmp)
	if want := (datagrams{Read: 356378, Lost: 207507}); err != nil || got != want {
		t.Errorf("read %+v, %v, want %+v", got, err, want)
	}
	for _, broken := range []string{"", "Udp: InDatagrams NoPorts InErrors OutDatagrams\n", "Udp: Other\nUdp: 1 2 3 4\n"} {
		if got, err := parseDatagrams(broken); err == nil {
			t.Errorf("read %+v from %q", got, broken)
		}
	}
}
