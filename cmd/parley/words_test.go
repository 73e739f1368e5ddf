package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"parley/collab/session"
	"parley/media/device"
	"parley/media/link"
	"parley/media/voice"
	"parley/tui/word"
)

func TestWhatGoesWrongIsOneSentence(t *testing.T) {
	unreached := func(err error) error { return fmt.Errorf("%w at x:1 within 20s: %w", session.ErrNoAnswer, err) }
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a name nobody knows", unreached(&net.DNSError{Err: "no such host", Name: "meet.example", IsNotFound: true}),
			"nobody let us in: the name meet.example is not known: check the link and your connection"},
		{"no answer about a name", unreached(&net.DNSError{Err: "i/o timeout", Name: "meet.example", IsTimeout: true, UnwrapErr: context.DeadlineExceeded}),
			"nobody let us in: the name meet.example could not be looked up: check the link and your connection"},
		{"nobody there", unreached(context.DeadlineExceeded),
			"nobody let us in: the server did not answer in time; check that the meeting is open and the link is its newest one, then try again"},
		{"a network without a way", unreached(syscall.EHOSTUNREACH),
			"nobody let us in: there is no way from this network to the server: check the link and your connection"},
		{"a server that is full", unreached(session.ErrFull), "nobody let us in: the server has no place left: try again later, or tell the host"},
		{"a server of another age", unreached(fmt.Errorf("read a frame: %w: cbor: cannot unmarshal", session.ErrNonsense)),
			"nobody let us in: the server sent what this program does not understand: use the version that the host has"},
		{"a firewall that breaks TLS", unreached(&net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}),
			"nobody let us in: something on the way, such as a firewall, lets no secure connection to the server through"},
		{"a proxy that wants to know who it is", unreached(&session.ProxyError{Host: "proxy.test:3128", Status: 407, Err: io.EOF}),
			"nobody let us in: the proxy proxy.test:3128 wants a name and a password: write HTTPS_PROXY as http://NAME:PASSWORD@proxy.test:3128"},
		{"a proxy that knows better", unreached(&session.ProxyError{Host: "proxy.test:3128", Status: 407, Named: true, Err: io.EOF}),
			"nobody let us in: the proxy proxy.test:3128 does not take the name and the password in HTTPS_PROXY"},
		{"a proxy that forbids", unreached(&session.ProxyError{Host: "proxy.test:3128", Status: 403, Err: io.EOF}),
			"nobody let us in: the proxy proxy.test:3128 does not connect to this server and port: ask those who run it to allow it"},
		{"a proxy that finds nobody", unreached(&session.ProxyError{Host: "proxy.test:3128", Status: 502, Err: io.EOF}),
			"nobody let us in: the proxy proxy.test:3128 did not reach the server, it answered 502 Bad Gateway"},
		{"no proxy there", unreached(&session.ProxyError{Host: "proxy.test:3128", Err: syscall.ECONNREFUSED}),
			"nobody let us in: there is no proxy at proxy.test:3128: check HTTPS_PROXY"},
		{"a proxy that says nothing", unreached(&session.ProxyError{Host: "proxy.test:3128", Err: session.ErrDead}),
			"nobody let us in: the proxy proxy.test:3128 did not answer in time: check HTTPS_PROXY and NO_PROXY"},
		{"no address of a proxy", unreached(&session.ProxyError{Err: io.EOF}),
			"nobody let us in: HTTPS_PROXY is not the address of a proxy: write it as http://HOST:PORT"},
		{"one change lost", unreceived{1, nil}, "1 change or line of yours was not received by the server: join again and write it anew"},
		{"changes lost with the meeting", unreceived{3, session.ErrRemoved},
			"the chair has taken you out of this meeting: ask the chair for a new link; and 3 changes or lines of yours were not received by the server: join again and write them anew"},
		{"anything else", errors.New("the moon is full"), "the moon is full"},
	} {
		if got := sentence(tt.err); got != tt.want {
			t.Errorf("%s: got  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestARestartIsSaidWithWhenItEnds(t *testing.T) {
	if got := lost(session.ErrRestarting); got != "the server restarts" {
		t.Errorf("got %q", got)
	}
	if got, want := restarting(2500*time.Millisecond, true), "the server restarts; back in 3 s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := lost(session.ErrHostLeft), "the host closed the meeting, or starts it again"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPlaceInLineIsSaidAsPeopleSayIt(t *testing.T) {
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 112: "112th", 122: "122nd"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	place := voice.Status{State: voice.Connecting, Place: 14}
	want := "many come in at once, the sound is 14th in line and comes by itself; the text goes on"
	if got := soundTrouble(whyNoSound(place)); got != want {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsWrongWithTheSoundIsSaidInOnesLanguage(t *testing.T) {
	if err := word.Use("fr"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = word.Use(word.English) }() // English is always there
	for got, want := range map[string]string{
		deviceTrouble(device.ErrGone): "il a été débranché, ou s'est arrêté",
		soundTrouble(link.ErrLost):    "la connexion est perdue, nouvel essai en cours",
		soundTrouble(errResting):      "la limite de données est atteinte, texte seul ; data-cap en fixe une autre",
		soundTrouble(errUnasked):      "ni microphone ni haut-parleur n'ont été demandés",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
