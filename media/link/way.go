package link

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"
)

// A Way is how sound gets to the server where UDP does not: a connection of
// bytes, which carries the same datagrams (see media/pipe).
type Way struct {
	// Name is what Stats calls it, not "udp".
	Name string
	// Overhead is what a datagram costs beside itself, in bytes.
	Overhead int
	// Dial makes the connection.
	Dial func(ctx context.Context) (net.Conn, error)
}

// overUDP is the name of the way that is preferred.
const overUDP = "udp"

const (
	// head is the start that UDP has before the first other way, which needs a
	// round trip more: a few lost checks, or the round trip of a satellite, must
	// not decide. RFC 8305 section 8 has 250 ms between two of a kind.
	head = 500 * time.Millisecond
	// later is how much later each further way is begun.
	later = time.Second
	// nameTime bounds the wait for the server's name where there are other ways:
	// behind a proxy it may be unknown here.
	nameTime = 3 * time.Second
)

// nowhere stands for the server's address where it is not known, because only a
// proxy knows the name: an address for documentation (RFC 5737), to which nothing
// is ever sent. here is our end.
var (
	nowhere = netip.MustParseAddrPort("192.0.2.1:9")
	here    = net.IPv4(192, 0, 2, 2)
)

// openAll opens the paths of UDP, and makes those of the other ways, which are
// dialled later. noUDP is why there is none of UDP, and an error only if there is
// no other way.
func openAll(ctx context.Context, c Config) (paths []path, noUDP, err error) {
	if len(c.Ways) == 0 {
		paths, err = openPaths(ctx, c.Net, c.Server)
		return paths, nil, err
	}
	named, cancel := context.WithTimeout(ctx, nameTime)
	defer cancel()
	paths, noUDP = openPaths(named, c.Net, c.Server)
	if ctx.Err() != nil {
		wires(paths).Close()
		if noUDP == nil { // the address was had in time, and the person left
			noUDP = context.Cause(ctx)
		}
		return nil, nil, noUDP
	}
	server, local := nowhere, here
	if noUDP == nil {
		server, local = paths[0].server, paths[0].wire.local.IP
	}
	for i, w := range c.Ways {
		// To the ICE agent, a way is one more socket to the same address: it sees
		// UDP only. Ports that no socket of ours has tell them apart.
		s := newStream(net.UDPAddrFromAddrPort(server))
		paths = append(paths, path{server, &wire{
			PacketConn: s, stream: s, overhead: int64(w.Overhead), local: &net.UDPAddr{IP: local, Port: i + 1},
		}, w.Name})
	}
	return paths, noUDP, nil
}

// race dials the other ways, one after the other, until one has been chosen or
// the link is over, and then lets go of all but the chosen one.
func (l *Link) race() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- l.dialWays(ctx, head, nil) }() // ends soon after ctx
	over := false
	for !over {
		var err error
		select {
		case err = <-ended:
			ended = nil
			if err != nil && l.noUDP != nil { // otherwise there is still UDP
				l.end(l.noUDP)
			}
		case <-l.chosen:
			over = true
		case <-l.done:
			over = true
		}
	}
	cancel()
	if ended != nil {
		<-ended
	}
	l.release()
}

// errNoWay says that no way beside UDP could be dialled.
var errNoWay = errors.New("no way beside UDP")

// dialWays dials the ways beside UDP, the first after a wait and each of the
// others a little later or when the one before has failed, until ctx ends or all
// have been tried. opened is told of each that stands; nil: nobody is. It returns
// errNoWay if none does.
func (l *Link) dialWays(ctx context.Context, wait time.Duration, opened chan<- *path) error {
	var dialling sync.WaitGroup
	var stand atomic.Int64
	failed := make(chan struct{})
	for i, w := range l.config.Ways {
		begin := time.NewTimer(wait)
		select {
		case <-begin.C:
		case <-failed: // the way before; there is nothing to wait for
		case <-ctx.Done():
		}
		if begin.Stop(); ctx.Err() != nil {
			break
		}
		wait, failed = later, make(chan struct{})
		to, over := &l.ways()[i], failed
		dialling.Go(func() {
			c, err := w.Dial(ctx)
			if err != nil {
				l.log.Debug("no way for sound", "way", w.Name, "why", err)
				close(over)
				return
			}
			stand.Add(1)
			to.wire.stream.open(c)
			if opened != nil {
				opened <- to
			}
		})
	}
	dialling.Wait()
	if stand.Load() == 0 {
		return errNoWay
	}
	return nil
}

// ready is closed when the link is up and it is known by which way.
func (l *Link) ready() <-chan struct{} {
	ready := make(chan struct{})
	l.tasks.start(func() {
		for _, c := range []chan struct{}{l.up, l.chosen} {
			select {
			case <-c:
			case <-l.done:
				return
			}
		}
		close(ready)
	})
	return ready
}

// ways are the paths that are not UDP's, in the order of Config.Ways.
func (l *Link) ways() []path { return l.paths[len(l.paths)-len(l.config.Ways):] }

// release lets go of the ways that are not used; they can be taken again.
func (l *Link) release() {
	used := l.path.Load()
	for _, p := range l.ways() {
		if used == nil || p.wire != used.wire {
			p.wire.stream.rest()
		}
	}
}

// farewell waits until what was said last over a stream is out.
func (l *Link) farewell() {
	for _, p := range l.ways() {
		p.wire.stream.wait()
	}
}

// took is told by the ICE agent which pair it uses from now on.
func (l *Link) took(pair *webrtc.ICECandidatePair) {
	p := l.pathAt(int(pair.Local.Port))
	if p == nil {
		return
	}
	l.path.Store(p)
	l.log.Debug("sound takes a path", "way", p.name)
	if p.wire.stream != nil {
		if over := p.wire.stream.ending(); l.attended.Swap(&over) == nil {
			l.tasks.start(func() { l.attend(p, over) })
		}
	}
	l.choose.Do(func() { close(l.chosen) })
}

// pathAt returns the path whose socket the ICE agent knows by a port.
func (l *Link) pathAt(port int) *path {
	for i, p := range l.paths {
		if p.wire.local.Port == port {
			return &l.paths[i]
		}
	}
	return nil
}

// attend ends the link when the connection of the stream that it uses ends, and
// meanwhile tries to get back to UDP.
func (l *Link) attend(p *path, over <-chan struct{}) {
	defer l.attended.Store(nil)
	l.tasks.start(func() { l.comeBack(p, over) })
	select {
	case <-l.done:
	case <-over:
		if l.path.Load() == p {
			l.end(fmt.Errorf("%w: the connection that carried it has ended", ErrLost))
		}
	}
}
