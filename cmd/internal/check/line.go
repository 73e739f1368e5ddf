package check

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/session"
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
	if proxy, err := session.ProxyFor(k.Link.Host); err != nil {
		return err
	} else if proxy != "" {
		k.tell(ctx, Step{Step: "name", OK: true, Words: "the proxy " + proxy + " (HTTPS_PROXY) looks it up"})
		return nil
	}
	if _, err := netip.ParseAddr(host); err == nil {
		k.tell(ctx, Step{Step: "name", OK: true, Words: "the link has an address, there is no name to look up"})
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, k.Patience)
	defer cancel()
	defer k.waiting()()
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

// connect tries TCP, through the proxy where there is one, and TLS on it. Whose
// certificate it is, the text door judges.
func (k *checking) connect(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, k.Patience)
	defer cancel()
	defer k.waiting()()
	began := time.Now()
	raw, err := session.Connect(bounded, k.Link.Host)
	if err != nil {
		k.failed(ctx, "tcp", err)
		return err
	}
	defer raw.Close()
	took := time.Since(began)
	to := fmt.Sprintf("connected to %v", raw.RemoteAddr())
	if proxy, _ := session.ProxyFor(k.Link.Host); proxy != "" { // lookUp looked at it
		to = "connected through the proxy " + proxy
	}
	k.tell(ctx, Step{Step: "tcp", OK: true, MS: millis(took), Words: to})
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
	defer k.waiting()()
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
