package replay

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"os"
	"time"

	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
)

// How a replay goes over the line. What the hub lets one person do in a second,
// and have wait, is the only thing that is not as in a meeting: nobody types so
// fast.
const (
	mostOverLine = 100_000 // edits: more take long, and tell nothing new
	inFlight     = 4096    // commands without an answer at a time
	overLineFor  = time.Minute
)

var unhurried = hub.Limits{Rate: 1e9, Burst: 1e9, Waiting: 256 << 20, Frames: 1 << 20}

// errNotThrough reports edits that did not come through to the second client.
var errNotThrough = errors.New("the edits did not all come through")

// A guest is a client as a program has one: a session and the seat behind it.
type guest struct {
	*session.Session
	seat *meeting.Seat
}

// overLine has one client make the edits, one command each, and measures until
// another has them all and the first knows that the log does: through outbox,
// messages, TLS over the loopback, the hub with a log in memory, and back.
func overLine(start string, deltas []delta.Delta) (perSecond float64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), overLineFor)
	defer cancel()
	link, shut, err := house(ctx, start)
	if err != nil {
		return 0, fmt.Errorf("open a house to replay in: %w", err)
	}
	defer shut()
	writer, leave, err := visit(ctx, link, "Writer")
	if err != nil {
		return 0, err
	}
	defer leave()
	reader, leave, err := visit(ctx, link, "Reader")
	if err != nil {
		return 0, err
	}
	defer leave()

	last, read := make(chan meeting.Version, 1), make(chan error, 1)
	go func() { read <- reader.until(last) }()
	began := time.Now()
	if err = writer.write(deltas); err != nil {
		cancel() // there is nothing more to wait for
	}
	last <- writer.seat.Version()
	if err = errors.Join(err, <-read); err != nil {
		return 0, err
	}
	took := time.Since(began)
	if reader.seat.Text().String() != writer.seat.Text().String() {
		return 0, fmt.Errorf("the second client reads another text: %w", errNotThrough)
	}
	return float64(len(deltas)) / took.Seconds(), nil
}

// overLine takes the first edits of the trace over the line.
func (t *Trace) overLine() (perSecond float64, err error) {
	deltas, _, err := t.deltas()
	if err != nil {
		return 0, err
	}
	return overLine(t.Start, deltas[:min(len(deltas), mostOverLine)])
}

// house opens a meeting on the loopback, and returns the way in.
func house(ctx context.Context, draft string) (link ticket.Link, shut func(), err error) {
	dir, err := os.MkdirTemp("", "parley-bench")
	if err != nil {
		return link, nil, err
	}
	defer os.RemoveAll(dir)
	certificate, err := ticket.LoadCertificate(dir)
	if err != nil {
		return link, nil, err
	}
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return link, nil, err
	}
	key, id := ticket.NewKey(), [8]byte{'r', 'e', 'p', 'l', 'a', 'y'}
	h := hub.New(hub.Config{Log: eventlog.NewMemory(), Key: key, Limits: unhurried})
	if _, err = h.Open(ctx, id, "A trace", draft); err != nil {
		tcp.Close()
		return link, nil, err
	}
	secured := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}}
	server := &http.Server{Handler: h, ErrorLog: stdlog.New(io.Discard, "", 0)}
	served := make(chan struct{})
	go func() { _ = server.Serve(tls.NewListener(tcp, secured)); close(served) }() // ends with shut
	shut = func() {
		server.Close()
		<-served
		gone, cancel := context.WithCancel(context.Background())
		cancel() // whoever is inside has left, or is cut
		_ = h.Close(gone)
	}
	return ticket.Link{
		Host:        tcp.Addr().String(),
		Ticket:      key.Issue(ticket.Payload{Meeting: id, Role: uint8(meeting.Delegate)}),
		Fingerprint: ticket.Fingerprint(certificate),
	}, shut, nil
}

// visit returns a guest who has been welcomed.
func visit(ctx context.Context, link ticket.Link, name string) (g *guest, leave func(), err error) {
	g = &guest{Session: session.New(session.Config{Link: link, Name: name, GiveUp: overLineFor})}
	g.seat = meeting.NewSeat(g.Send)
	inside, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { _ = g.Run(inside); close(ended) }() // why it ended is in the last notice
	leave = func() { cancel(); <-ended }
	for !g.seat.Joined() {
		if err := g.take(); err != nil {
			leave()
			return nil, nil, fmt.Errorf("let %s in: %w", name, err)
		}
	}
	return g, leave, nil
}

// take waits for the next notice and takes it in.
func (g *guest) take() error {
	n, ok := <-g.Notices()
	return g.took(n, ok)
}

func (g *guest) took(n meeting.Notice, ok bool) error {
	if !ok {
		return errNotThrough
	}
	if _, err := g.seat.Take(n, time.Now()); err != nil {
		return err
	}
	if refused := g.seat.Refusals(); len(refused) > 0 {
		return fmt.Errorf("command %d: %w", refused[0].Command.Number, refused[0].Why)
	}
	return nil
}

// write makes the edits, those that sweep most of the text away too, and waits
// until the log has them.
func (g *guest) write(deltas []delta.Delta) error {
	for i, d := range deltas {
		if err := g.seat.Sweep(d, time.Now()); err != nil {
			return fmt.Errorf("edit %d: %w", i, err)
		}
		for g.seat.Waiting() > inFlight {
			if err := g.take(); err != nil {
				return fmt.Errorf("edit %d: %w", i, err)
			}
		}
	}
	for g.seat.Waiting() > 0 {
		if err := g.take(); err != nil {
			return err
		}
	}
	return nil
}

// until takes in what comes up to the version that is told.
func (g *guest) until(told <-chan meeting.Version) error {
	last, known := meeting.Version(0), false
	for !known || g.seat.Version() < last {
		select {
		case last = <-told:
			known = true
		case n, ok := <-g.Notices():
			if err := g.took(n, ok); err != nil {
				return err
			}
		}
	}
	return nil
}
