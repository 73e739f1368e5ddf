package serve

import (
	"crypto/tls"
	"testing"

	"parley/collab/wire"
)

func TestAClientIsToldThatItHasComeToTheServerItself(t *testing.T) {
	s := open(t, Config{})
	for _, tt := range []struct {
		name   string
		speaks []string
		want   string
	}{
		{"our own", []string{"http/1.1", wire.ALPN}, wire.ALPN},
		{"a browser", []string{"h2", "http/1.1"}, "http/1.1"},
		{"one that names nothing", nil, ""},
	} {
		c, err := tls.Dial("tcp", s.Addr().String(), &tls.Config{InsecureSkipVerify: true, NextProtos: tt.speaks})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		c.Close()
		if got := c.ConnectionState().NegotiatedProtocol; got != tt.want {
			t.Errorf("%s was told %q, want %q", tt.name, got, tt.want)
		}
	}
}
