package sfu_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/logging"
	"github.com/pion/transport/v5/vnet"
)

// A world is a network in virtual time with one server in it.
type world struct {
	*host
	t     *testing.T
	wan   *vnet.Router
	hosts int
}

// inBubble runs a test in virtual time, with the same delay for every packet.
func inBubble(t *testing.T, delay time.Duration, test func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		wan, err := vnet.NewRouter(&vnet.RouterConfig{
			CIDR: "10.0.0.0/16", MinDelay: delay,
			LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled},
		})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, wan: wan, hosts: 1}
		n := w.place()
		if err := wan.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { // after those who used it
			if err := wan.Stop(); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Minute) // what pion still has to end
		})
		w.host = serve(t, w.listen(n), "10.0.0.2:7443", certificate(t))
		test(t, w)
	})
}

// place returns the network as seen from one more machine.
func (w *world) place() *vnet.Net {
	w.t.Helper()
	w.hosts++
	n, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{fmt.Sprintf("10.0.0.%d", w.hosts)}})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.wan.AddNet(n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// listen opens the server's socket on a machine.
func (w *world) listen(n *vnet.Net) net.PacketConn {
	w.t.Helper()
	conn, err := n.ListenPacket("udp4", "10.0.0.2:7443")
	if err != nil {
		w.t.Fatal(err)
	}
	return conn
}

// One for the check, two for DTLS; what comes after them is the wait for the
// talker's next packet. A fourth would be a nomination that is waited for.
func TestSoundIsThereAfterThreeRoundTrips(t *testing.T) {
	for _, trip := range []time.Duration{100 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond, 1200 * time.Millisecond} {
		inBubble(t, trip/2, func(t *testing.T, w *world) {
			talker := arrives(t, w.host, "m", w.place())
			w.Allow("m", talker.identity.Fingerprint(), 9, true)
			speaking, stop := context.WithCancel(t.Context())
			defer stop()
			go func() {
				for speaking.Err() == nil {
					talker.says("Ho")
					time.Sleep(20 * time.Millisecond)
				}
			}()
			start := time.Now()
			listener := arrives(t, w.host, "m", w.place())
			took := listener.hears("Ho").Arrived.Sub(start)
			t.Logf("round trip %v: heard after %v, %.2f round trips", trip, took, float64(took)/float64(trip))
			if most := 3*trip + 50*time.Millisecond; took > most {
				t.Errorf("round trip %v: heard after %v, want %v at most", trip, took, most)
			}
		})
	}
}
