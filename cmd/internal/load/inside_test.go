package load

import (
	"net/netip"
	"testing"
	"time"
)

const tcpTable = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1D13 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 00000000:1D14 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0
   2: 0100007F:1D15 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0
   3: nonsense 0100007F:D431 0A 00000000:00000000 00:00000000 00000000     0        0 444 1
   4:
`

func TestTheListenerIsFoundInTheKernelsTable(t *testing.T) {
	for _, tt := range []struct{ name, at, want string }{
		{"at its address", "127.0.0.1:7443", "111"},
		{"at all addresses", "10.1.2.3:7444", "222"},
		{"at another address", "10.1.2.3:7443", ""},
		{"a connection is no listener", "127.0.0.1:7445", ""},
	} {
		if got, ok := listener([]byte(tcpTable), netip.MustParseAddrPort(tt.at)); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
	a, ok := kernelAddress("B80D01200000000067452301EFCDAB89:1D13") // as a little-endian machine writes it
	if want := "[2001:db8::123:4567:89ab:cdef]:7443"; !ok || a.String() != want {
		t.Errorf("version 6: got %v, want %s", a, want)
	}
}

func TestAServerElsewhereHasNoFigures(t *testing.T) {
	for _, address := range []string{"192.0.2.1:7443", "no address", "127.0.0.1:seven"} {
		if p := serverOf(t.Context(), address); p != nil || p.usage().known {
			t.Errorf("%s: found %+v", address, p)
		}
	}
}

func TestShares(t *testing.T) {
	var d []time.Duration
	for i := 200; i > 0; i-- {
		d = append(d, time.Duration(i)*time.Millisecond)
	}
	if got, want := spread(d), (Spread{100, 198, 200}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := spread(nil); got != (Spread{}) {
		t.Errorf("of nothing: got %+v", got)
	}
}

func TestWhatPacketsCostWhilePeopleCameIsNoCostOfComing(t *testing.T) {
	at := func(ms int, kb int64) usage {
		return usage{known: true, cpu: time.Duration(ms) * time.Millisecond, rss: kb * 1000}
	}
	r := Report{Asked: 10}
	r.server(at(100, 1000), at(150, 1300), at(350, 1400), tally{packets: 5000}, tally{packets: 45_000})
	if *r.PerPacket != 5 || *r.PerJoin != 2.5 || *r.RSSPerPerson != 40 || *r.ServerCPU != 0.25 {
		t.Errorf("got %v us a packet, %v ms a join, %v kB a person, %v s; want 5, 2.5, 40 and 0.25", *r.PerPacket, *r.PerJoin, *r.RSSPerPerson, *r.ServerCPU)
	}
	var none Report
	none.server(usage{}, usage{}, usage{}, tally{}, tally{})
	if none.ServerCPU != nil || none.PerJoin != nil {
		t.Errorf("of an unknown server: got %+v", none)
	}
}
