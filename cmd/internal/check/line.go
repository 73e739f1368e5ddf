package check

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/media/lite"
)

// line tries the way to the server. A step that cannot work after one that did
// not is left out: the first failure is what is to be mended.
func (k *checking) line(ctx context.Context) {
	if err := k.lookUp(ctx); err != nil {
		k.found.Why = k.Explain(err)
		k.failed(ctx, "name", err)
		return
	}
	if err := k.connect(ctx); err != nil {
		k.found.Why = k.Explain(err)
		return // told by the step that failed
	}
	k.text(ctx)
	if k.found.Text {
		k.sound(ctx)
	}
}

// lookUp looks the server's name up.
func (k *checking) lookUp(ctx context.Context) error {
	host, _, err := net.SplitHostPort(k.Link.Host)
	if err != nil {
		return err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		k.tell(ctx, Step{Step: "name", OK: true, Words: "the link has an address, there is no name to look up"})
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, k.Patience)
	defer cancel()
	began := time.Now()
	ips, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return err
	}
	const shown = 3
	k.tell(ctx, Step{Step: "name", OK: true, MS: millis(time.Since(began)),
		Words: host + " is " + strings.Join(ips[:min(len(ips), shown)], ", ")})
	return nil
}

// connect tries TCP, and TLS on it. Whose certificate it is, the text door
// judges.
func (k *checking) connect(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, k.Patience)
	defer cancel()
	began := time.Now()
	raw, err := new(net.Dialer).DialContext(bounded, "tcp", k.Link.Host)
	if err != nil {
		k.failed(ctx, "tcp", err)
		return err
	}
	defer raw.Close()
	took := time.Since(began)
	k.tell(ctx, Step{Step: "tcp", OK: true, MS: millis(took), Words: fmt.Sprintf("connected to %v", raw.RemoteAddr())})
	host, _, _ := net.SplitHostPort(k.Link.Host) // lookUp has split it
	secure := tls.Client(raw, &tls.Config{MinVersion: tls.VersionTLS13, ServerName: host, NextProtos: []string{"http/1.1"}, InsecureSkipVerify: true})
	began = time.Now()
	if err := secure.HandshakeContext(bounded); err != nil {
		k.failed(ctx, "tls", err)
		return err
	}
	k.tell(ctx, Step{Step: "tls", OK: true, MS: millis(time.Since(began)), Words: tls.VersionName(secure.ConnectionState().Version)})
	return nil
}

// text goes in at the text door, as a person does, and leaves again.
func (k *checking) text(ctx context.Context) {
	inside, leave := context.WithCancel(ctx)
	defer leave()
	s := session.New(session.Config{Link: *k.Link, Name: k.Name, GiveUp: k.Patience})
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- s.Run(inside) }() // ends at the latest when text returns
	for n := range s.Notices() {
		w, in := n.(meeting.Welcome)
		if !in {
			continue
		}
		k.found.Text = true
		k.tell(ctx, Step{Step: "text", OK: true, MS: millis(time.Since(began)), Words: fmt.Sprintf("the draft of %q is here, %d bytes; %d connected, with this check", w.Title, s.WelcomeBytes(), w.Present)})
		leave()
	}
	if err := <-ended; err != nil && !k.found.Text {
		k.found.Why = k.Explain(err)
		k.failed(ctx, "text", err)
	}
}

// A way is one by which sound can come.
type way struct {
	step string
	name string                                               // of the way, as a sentence goes on
	open func(context.Context, ticket.Link) (net.Conn, error) // nil: UDP
	last bool                                                 // tried only where no other works
}

// ways are those that are tried, the best first, as package link has them.
var ways = []way{
	{step: "udp", name: "by UDP"},
	{step: "ice-tcp", name: "by TCP", open: func(ctx context.Context, to ticket.Link) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", to.Host)
	}},
	{step: "websocket", name: "inside a text line", last: true, open: func(ctx context.Context, to ticket.Link) (net.Conn, error) {
		return session.DialSound(ctx, to, nil)
	}},
}

// sound tries the ways of the sound, and measures the first that works.
func (k *checking) sound(ctx context.Context) {
	var best *lite.Conn
	for _, w := range ways {
		if w.last && best != nil {
			break
		}
		conn, err := k.dial(ctx, w)
		if err != nil {
			k.found.SoundWhy = k.Explain(err)
			k.failed(ctx, w.step, err)
			continue
		}
		defer conn.Close()
		if best == nil {
			best, k.found.Way = conn, w.name
		}
	}
	if best == nil {
		return
	}
	k.found.Sound = true
	k.measure(ctx, best)
}

// dial tries one way, as somebody of its own: the server keeps one connection of
// each.
func (k *checking) dial(ctx context.Context, w way) (*lite.Conn, error) {
	identity, err := lite.NewIdentity()
	if err != nil {
		return nil, err
	}
	bounded, cancel := context.WithTimeout(ctx, k.Patience)
	defer cancel()
	began := time.Now()
	c := lite.Config{
		Server: k.Link.Host, Fingerprint: k.Link.Fingerprint, Identity: identity,
		Name: func() (string, string) {
			var nonce [8]byte
			rand.Read(nonce[:]) // never returns an error
			return k.Link.Ticket.SoundProof(identity.Fingerprint(), nonce)
		},
	}
	if w.open != nil {
		c.Stream = func(ctx context.Context) (net.Conn, error) { return w.open(ctx, *k.Link) }
	}
	conn, err := lite.Dial(bounded, c)
	if err != nil {
		return nil, err
	}
	k.tell(ctx, Step{Step: w.step, OK: true, MS: millis(time.Since(began)), Words: "sound can come this way"})
	return conn, nil
}

// errNoProbe says that the way that worked a moment ago does not.
var errNoProbe = errors.New("nothing came back on the way of the sound")

// measure sends probes on the way of the sound.
func (k *checking) measure(ctx context.Context, conn *lite.Conn) {
	const wait = 2 * time.Second // as long as a round trip may be
	e := conn.Probe(ctx, k.Probes, k.Every, wait)
	if e.Back == 0 {
		k.found.Sound, k.found.SoundWhy = false, errNoProbe.Error()
		k.failed(ctx, "path", errNoProbe)
		return
	}
	p := pathOf(e)
	k.found.Path = p
	k.tell(ctx, Step{Step: "path", Way: k.found.Way, OK: p.rating() != Poor, MS: millis(p.Trip), Loss: &p.Loss, JitterMS: millis(p.Jitter), Words: fmt.Sprintf(
		"%s, %s; round trip %.0f ms, %.1f %% of %d probes lost there or back, jitter %.0f ms",
		k.found.Way, p.rating(), ms(p.Trip), 100*p.Loss, e.Sent, ms(p.Jitter))})
}
