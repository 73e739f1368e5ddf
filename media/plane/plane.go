// Package plane carries the media of many peers over one UDP socket, without a
// PeerConnection and without a goroutine per peer; and, for those whom UDP does
// not reach, over streams of bytes, with two.
//
// It tells STUN, DTLS and SRTP apart by the first byte (RFC 7983), answers STUN
// checks as an ICE-lite agent (RFC 8445), runs each peer's DTLS handshake, and
// decrypts and encrypts RTP and RTCP. Who may come in, and what the packets
// mean, is its user's business: it knows no meetings and no codecs.
//
// One goroutine, Run, reads the socket; Serve reads a stream. They take turns in
// calling the user for every packet.
package plane

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// maxDatagram is the longest datagram that is looked at, in bytes. Ethernet
// carries 1500 with the IP and UDP headers; what is longer is not for us.
const maxDatagram = 1500

const (
	defaultMaxPeers = 10_000
)

// An Admission is the answer to a STUN check that asks to be let in.
type Admission struct {
	// Password authenticates the check and its answer (RFC 8445 section 7.1.3).
	Password string
	// Fingerprint is the SHA-256 of the certificate (DER) that the peer has to
	// show in its DTLS handshake.
	Fingerprint [32]byte
	// Owner is for the user of the package, who finds it again in Peer.Owner.
	Owner any
}

// Config says what a Plane works with. All fields but the limits and Log are
// needed.
type Config struct {
	// Conn is the one socket. A *net.UDPConn is read and written by address
	// without garbage and, on Linux, in batches; any other net.PacketConn with
	// *net.UDPAddr addresses works packet by packet. It stays its owner's.
	Conn net.PacketConn
	// Certificate is the server's ECDSA certificate for DTLS.
	Certificate tls.Certificate
	// Admit judges the ICE name, 1 to 256 ICE characters, that a stranger uses
	// for the server. It must keep no state: anybody can make it run.
	Admit func(iceName string) (Admission, error)

	// Opened is told of a peer whose handshake is done, on a goroutine of its
	// own, before any packet of it. It must not close that peer.
	Opened func(*Peer)
	// Packet gets every decrypted RTP packet, one at a time: on the goroutine of
	// Run, or of Serve in its turn. The packet is valid during the call.
	Packet func(p *Peer, now time.Time, packet *rtp.Packet)
	// Control gets every decrypted RTCP compound, in the same way.
	Control func(p *Peer, now time.Time, packets []rtcp.Packet)
	// Closed is told of the end of a peer that was opened, once, and why.
	Closed func(p *Peer, why error)

	// MaxPeers bounds the peers; who comes beyond gets no answer. MaxHandshakes
	// bounds the DTLS handshakes that are at work; who comes beyond waits for its
	// turn and is told its place. Zero: 10,000, and 8 for each processor.
	MaxPeers, MaxHandshakes int
	// Log gets what an operator may want to know. Nil: nothing.
	Log *slog.Logger
}

// A Plane is the server's end of all media connections.
type Plane struct {
	config Config
	dtls   []dtls.ServerOption
	sock   *socket
	queue  queue // of handshakes
	counts counts

	turn   sync.Mutex // held while one datagram is handled, from the socket or from a stream
	reader *reader    // guarded by turn

	mu     sync.RWMutex // guards the maps; the peers in them guard themselves
	byName map[string]*Peer
	byAddr map[spot]*Peer
	gone   map[string]time.Time // names that had a peer, and until when

	came chan struct{} // holds one token when there may be a peer to look after

	streams map[*stream]struct{} // guarded by mu; nil once Run is over
	serving sync.WaitGroup       // the calls of Serve
}

// Open makes a Plane. It does nothing until Run.
func Open(c Config) (*Plane, error) {
	if c.Conn == nil || c.Admit == nil || c.Opened == nil || c.Packet == nil || c.Control == nil || c.Closed == nil {
		return nil, errors.New("open media plane: a needed field of the config is nil")
	}
	if len(c.Certificate.Certificate) == 0 {
		return nil, errors.New("open media plane: there is no certificate")
	}
	if c.MaxPeers <= 0 {
		c.MaxPeers = defaultMaxPeers
	}
	if c.MaxHandshakes <= 0 {
		c.MaxHandshakes = usualHandshakes()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p := &Plane{
		config:  c,
		dtls:    dtlsOptions(c.Certificate),
		sock:    newSocket(c.Conn),
		queue:   queue{free: c.MaxHandshakes},
		byName:  make(map[string]*Peer),
		byAddr:  make(map[spot]*Peer),
		gone:    make(map[string]time.Time),
		came:    make(chan struct{}, 1),
		streams: make(map[*stream]struct{}),
	}
	p.reader = newReader(p)
	return p, nil
}

// Run reads the socket until ctx ends or the socket is closed by somebody
// else, which is an error. Then every peer is closed. Run may be called once.
func (p *Plane) Run(ctx context.Context) error {
	sweeping := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() { defer close(sweeping); p.sweep(ctx) }()
	stop := context.AfterFunc(ctx, func() { p.config.Conn.SetReadDeadline(time.Unix(1, 0)) })
	err := p.read(ctx)
	stop()
	cancel()
	<-sweeping
	for _, peer := range p.peers() {
		peer.end(ErrClosing)
	}
	p.endStreams()
	p.config.Conn.SetReadDeadline(time.Time{})
	return err
}

// read handles datagrams until ctx ends.
func (p *Plane) read(ctx context.Context) error {
	buf := make([]byte, maxDatagram+1)
	for {
		n, from, err := p.sock.read(buf)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("read media socket: %w", err)
		case err != nil: // such as an ICMP error for what was sent to somebody
			p.counts.readErrors.Add(1)
			time.Sleep(time.Millisecond)
			continue
		}
		p.counts.packetsIn.Add(1)
		p.counts.bytesIn.Add(uint64(n))
		p.turn.Lock()
		p.reader.handle(time.Now(), buf[:n], spot{port: from})
		p.turn.Unlock()
	}
}

// peers returns all peers, opened or not.
func (p *Plane) peers() []*Peer {
	p.mu.RLock()
	defer p.mu.RUnlock()
	all := make([]*Peer, 0, len(p.byName))
	for _, peer := range p.byName {
		all = append(all, peer)
	}
	return all
}

// Local is the socket's address.
func (p *Plane) Local() net.Addr { return p.config.Conn.LocalAddr() }
