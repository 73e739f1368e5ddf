package sfu_test

import (
	"fmt"
	"net"
	"strconv"
	"testing"
)

func TestOthersHearWhoMaySpeak(t *testing.T) {
	h := loopback(t)
	a, b, c := arrives(t, h, "m", nil), arrives(t, h, "m", nil), arrives(t, h, "m", nil)
	elsewhere := arrives(t, h, "other", nil)
	h.full(4)
	h.Allow("m", a.identity.Fingerprint(), 7, true)
	var before [2]heard
	for i := range 20 {
		what := fmt.Sprintf("H%d", i)
		a.says(what)
		for k, listener := range []*person{b, c} {
			got := listener.hears(what)
			if got.Speaker != 7 || got.slot != 0 {
				t.Errorf("speaker %d in slot %d, want 7 in slot 0", got.Speaker, got.slot)
			}
			if got.Marker != (i == 0) {
				t.Errorf("packet %d: marker %v", i, got.Marker)
			}
			if i > 0 && (got.Sequence != before[k].Sequence+1 || got.Timestamp != before[k].Timestamp+960) {
				t.Errorf("packet %d: %d/%d after %d/%d", i, got.Sequence, got.Timestamp, before[k].Sequence, before[k].Timestamp)
			}
			before[k] = got
		}
	}
	if n := len(a.heard); n != 0 {
		t.Errorf("the talker heard %d packets of its own", n)
	}
	if n := len(elsewhere.heard); n != 0 {
		t.Errorf("another meeting heard %d packets", n)
	}
}

// One socket serves IPv4 and IPv6, in batches that mix both.
func TestOneSocketServesBothFamilies(t *testing.T) {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{})
	if err != nil {
		t.Skip("no dual-stack socket here: ", err)
	}
	port := strconv.Itoa(conn.LocalAddr().(*net.UDPAddr).Port)
	h := serve(t, conn, net.JoinHostPort("127.0.0.1", port), certificate(t))
	talker, four := arrives(t, h, "m", nil), arrives(t, h, "m", nil)
	listeners := []*person{four}
	if probe, err := net.Dial("udp6", "[::1]:"+port); err == nil {
		probe.Close()
		h.address = net.JoinHostPort("::1", port)
		listeners = append(listeners, arrives(t, h, "m", nil))
		h.address = net.JoinHostPort("localhost", port)
		listeners = append(listeners, arrives(t, h, "m", nil))
	} else {
		t.Log("only IPv4 here: ", err)
	}
	h.full(1 + len(listeners))
	h.Allow("m", talker.identity.Fingerprint(), 1, true)
	for i := range 5 {
		what := fmt.Sprint("H", i)
		talker.says(what)
		for _, l := range listeners {
			l.hears(what)
		}
	}
	if got := h.Stats().Unsent; got != 0 {
		t.Errorf("%d packets were not sent", got)
	}
}
