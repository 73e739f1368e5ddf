package plane

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"parley/media/pipe"
)

// proofTime is how long a stream may take to bring its first check: a stranger
// costs a goroutine until then. The caller of Serve may be stricter.
const proofTime = 10 * time.Second

// A stream is a connection of bytes that carries one peer's datagrams, for a
// client whom UDP does not reach. A nil stream stands for the UDP socket.
type stream struct {
	pipe  *pipe.Pipe
	over  atomic.Bool
	named string // the only ICE name that it carries; guarded by plane.turn

	bucket bucket // belongs to the goroutine of Serve
}

// errStreamFull says that a stream did not take a datagram.
var errStreamFull = errors.New("the stream has ended")

// Serve carries the datagrams of a client's connection of bytes, framed as ICE
// over TCP has them (RFC 6544 section 3): they mean the same as those of the UDP
// socket. The first has to be an authentic check, or it is the only one. Serve
// returns when the connection has ended, and Run waits for it; known, which may
// be nil, is called once, when the first check has proved the client's right.
func (p *Plane) Serve(conn net.Conn, known func()) {
	s, ok := p.openStream(conn)
	if !ok {
		conn.Close()
		return
	}
	defer p.closeStream(s)
	from := spot{addressOf(conn), s}
	conn.SetReadDeadline(time.Now().Add(proofTime))
	buf := make([]byte, pipe.MaxDatagram)
	for first := true; ; first = false {
		n, err := s.pipe.Receive(buf)
		if err != nil {
			return
		}
		now := time.Now()
		conn.SetReadDeadline(now.Add(consent))
		if !p.handleStream(now, buf[:n], from) {
			return
		}
		if first && known != nil {
			known()
		}
	}
}

// handleStream handles a datagram in its turn, and reports whether the stream
// may go on: it carries a peer, and nothing that no client of ours sends. Over
// UDP the sender may be forged; over a stream it is known, and is cut.
func (p *Plane) handleStream(now time.Time, b []byte, from spot) bool {
	p.counts.packetsIn.Add(1)
	p.counts.bytesIn.Add(uint64(len(b)))
	switch {
	case classify(b) == unknown:
		p.counts.malformed.Add(1)
		p.cut(from, "it carries something else")
		return false
	case !from.stream.bucket.take(now):
		p.counts.flooded.Add(1)
		p.cut(from, "it carries too much")
		return false
	}
	p.turn.Lock()
	defer p.turn.Unlock()
	p.reader.handle(now, b, from)
	return from.stream.named != ""
}

// cut says why a stream is cut. What strangers do is not worth more than a word
// for those who look for errors.
func (p *Plane) cut(from spot, why string) {
	level := slog.LevelDebug
	if from.stream.named != "" {
		level = slog.LevelInfo
	}
	p.config.Log.Log(context.Background(), level, "cut a media stream", "from", from.port, "why", why)
}

// addressOf returns what the client is told of where it comes from.
func addressOf(conn net.Conn) netip.AddrPort {
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		return unmapped(tcp.AddrPort())
	}
	return netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
}

// openStream enters a stream, unless there are too many or Run is over.
func (p *Plane) openStream(conn net.Conn) (*stream, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.streams == nil || len(p.streams) >= p.config.MaxPeers {
		return nil, false
	}
	s := &stream{pipe: pipe.New(conn)}
	p.streams[s] = struct{}{}
	p.serving.Add(1)
	return s, true
}

// closeStream ends a stream, waits until it has, and forgets it. Its peer
// stays for as long as any that has fallen silent: its client may come back by
// another way.
func (p *Plane) closeStream(s *stream) {
	defer p.serving.Done()
	s.end()
	<-s.pipe.Done()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.streams, s)
	if peer := p.byName[s.named]; peer != nil {
		p.depart(peer, s)
	}
}

// depart takes the places that are on a stream from a peer. The caller holds
// p.mu.
func (p *Plane) depart(peer *Peer, s *stream) {
	kept := peer.places[:0]
	for _, at := range peer.places {
		if at.stream == s {
			p.leave(peer, at)
		} else {
			kept = append(kept, at)
		}
	}
	peer.places = kept
}

// endStreams ends all streams for good and waits for their readers.
func (p *Plane) endStreams() {
	p.mu.Lock()
	for s := range p.streams {
		s.end()
	}
	p.streams = nil
	p.mu.Unlock()
	p.serving.Wait()
}

// admits reports whether a check for an ICE name may come over the stream: one
// connection is one peer's. The caller holds plane.turn.
func (s *stream) admits(name string) bool {
	return s == nil || s.named == "" || s.named == name
}

// carries notes whose stream it is. The caller holds plane.turn.
func (s *stream) carries(peer *Peer) {
	if s != nil {
		s.named = peer.name
	}
}

// works reports whether something sent over the stream may arrive.
func (s *stream) works() bool { return s != nil && !s.over.Load() }

// write sends a datagram and never waits.
func (s *stream) write(b []byte) error {
	if !s.pipe.Send(b) {
		return errStreamFull
	}
	return nil
}

// end closes the stream; its reader ends soon after.
func (s *stream) end() {
	if s != nil && !s.over.Swap(true) {
		s.pipe.Close()
	}
}
