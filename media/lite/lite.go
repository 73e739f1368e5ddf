// Package lite is a client's sound connection made of the plain parts: a STUN
// check that carries the proof, a DTLS handshake, SRTP. It speaks to the server
// as package link does, and decodes nothing. One connection is a socket, a
// goroutine and a timer, so that hundreds fit into one process: it is there to
// measure servers and networks with.
package lite

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"

	"parley/media/slot"
)

// What a caller may want to tell apart. Errors of Dial and Conn.Err wrap one
// of them, or ctx's error as well.
var (
	// ErrNetwork says that this machine has no way to the server's address.
	ErrNetwork = errors.New("no network")
	// ErrNoAnswer says that nothing answered: the way is blocked, the server is not
	// there, or it did not accept the proof.
	ErrNoAnswer = errors.New("no answer")
	// ErrWrongServer says that somebody answered who is not the server that the
	// fingerprint names.
	ErrWrongServer = errors.New("the server is not the one in the link")
	// ErrHandshake says that the server answered and then did not connect.
	ErrHandshake = errors.New("the server did not complete the handshake")
	// ErrLost says that the connection went silent.
	ErrLost = errors.New("connection lost")
	// ErrGone says that the server said goodbye.
	ErrGone = errors.New("the server ended the connection")
	// ErrClosed says that Close was called.
	ErrClosed = errors.New("connection is closed")
)

const (
	// maxPacket is the longest datagram that is read, in bytes.
	maxPacket = 1500
	// silent is how long a connection may bring nothing until it counts as lost.
	silent = 10 * time.Second
	// The connection is checked, and what was heard is reported, as often as
	// package link does both, in ticks of a second.
	tick        = time.Second
	checkEvery  = 2
	reportEvery = 3
)

// Config says where to connect to and as whom. All but OnPlace and Stream is
// needed.
type Config struct {
	// Server is HOST:PORT of the server's UDP socket.
	Server string
	// Stream makes a connection of bytes through which the datagrams go instead of
	// UDP (see media/pipe). Nil: UDP.
	Stream func(ctx context.Context) (net.Conn, error)
	// Fingerprint is the SHA-256 of the server's certificate (DER).
	Fingerprint [32]byte
	Identity    *Identity
	// Name returns a fresh proof for this attempt: the server's ICE name and
	// its password.
	Name func() (iceName, password string)
	// OnPlace is told, while the server is busy with the handshakes of others,
	// how many turns it is to ours. Nil: nobody wants to know.
	OnPlace func(place int)
}

// A Conn is a connection that is up, or has been. Its methods may be called
// from any goroutine.
type Conn struct {
	config   Config
	socket   net.Conn
	username string // of our checks: the server's name and ours
	password string
	in       *srtp.Context // belongs to the reader
	heard    atomic.Int64  // when anything authentic last came, in Unix nanoseconds
	done     chan struct{}
	over     sync.Once
	err      error // set before done is closed
	reader   sync.WaitGroup

	mu      sync.Mutex // guards the fields below
	out     *srtp.Context
	ssrc    uint32
	packet  rtp.Packet // the next of ours, but for its payload
	timer   *time.Timer
	ticks   int
	checks  map[[12]byte]time.Time // checks under way, and since when
	trips   []time.Duration        // of the checks answered, while somebody probes
	probing bool
	trip    time.Duration
	slots   [slot.Count]slot.Reception
	first   time.Time // when the first packet of sound came
}

// Dial connects. It returns once sound can flow both ways, or with the reason
// why not; ctx bounds how long that may take, and no more.
func Dial(ctx context.Context, c Config) (*Conn, error) {
	l := &Conn{config: c, done: make(chan struct{}), checks: make(map[[12]byte]time.Time)}
	var name string
	name, l.password = c.Name()
	l.username = name + ":" + rand.Text()[:8]
	l.initVoice()
	var err error
	if l.socket, err = c.open(ctx); err != nil {
		return nil, fmt.Errorf("dial %s for sound: %w: %w", c.Server, ErrNetwork, err)
	}
	if err = l.knock(ctx); err == nil {
		err = l.handshake(ctx)
	}
	if err != nil {
		l.socket.Close()
		return nil, fmt.Errorf("dial %s for sound: %w", c.Server, err)
	}
	l.heard.Store(time.Now().UnixNano())
	l.reader.Go(l.read) // ends when the socket is closed, which end does
	l.report(nil)       // shows the server that its last handshake message has arrived
	l.mu.Lock()
	l.timer = time.AfterFunc(tick, l.tick)
	l.mu.Unlock()
	return l, nil
}

// open opens what datagrams are written to and read from, one at a time.
func (c Config) open(ctx context.Context) (net.Conn, error) {
	if c.Stream == nil {
		return new(net.Dialer).DialContext(ctx, "udp", c.Server)
	}
	conn, err := c.Stream(ctx)
	if err != nil {
		return nil, err
	}
	return newStream(conn), nil
}

// tick does what time brings.
func (l *Conn) tick() {
	now := time.Now()
	if now.UnixNano()-l.heard.Load() > int64(silent) {
		l.end(ErrLost)
		return
	}
	turn, on := l.nextTick(now)
	if !on {
		return
	}
	if turn%checkEvery == 0 {
		l.check(now, false)
	}
	if turn%reportEvery == 0 {
		if heard := l.received(now); heard != nil {
			l.report(heard)
		}
	}
}

// nextTick orders the next tick and returns the number of this one, unless the
// connection is over.
func (l *Conn) nextTick(now time.Time) (turn int, on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.Err() != nil { // end stops the timer after this
		return 0, false
	}
	for id, at := range l.checks {
		if now.Sub(at) > silent {
			delete(l.checks, id)
		}
	}
	l.ticks++
	l.timer.Reset(tick)
	return l.ticks, true
}

// Done is closed when the connection has failed, or was closed by either side.
func (l *Conn) Done() <-chan struct{} { return l.done }

// Err returns why Done is closed, and nil before.
func (l *Conn) Err() error {
	select {
	case <-l.done:
		return l.err
	default:
		return nil
	}
}

// Close says goodbye, if there is somebody to say it to, and frees everything.
// Closing twice is no error.
func (l *Conn) Close() error {
	if l.Err() == nil {
		l.goodbye()
	}
	l.end(ErrClosed)
	l.reader.Wait()
	return nil
}

// end frees what the connection holds, once, and says why.
func (l *Conn) end(why error) {
	l.over.Do(func() {
		l.err = why
		close(l.done)
		l.mu.Lock()
		if l.timer != nil {
			l.timer.Stop()
		}
		l.mu.Unlock()
		l.socket.Close()
	})
}

// Stats is how the connection is doing. The numbers count from its start.
type Stats struct {
	// RoundTrip is that of the newest check, one each 2 s. 0: not known yet.
	RoundTrip time.Duration
	// Heard is the packets of sound received, and Lost those that are missing
	// among them so far.
	Heard, Lost uint64
	// First is when the first of them came; zero: none has.
	First time.Time
}

// Stats returns the numbers as they are now.
func (l *Conn) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := Stats{RoundTrip: l.trip, First: l.first}
	for i := range l.slots {
		s.Heard += l.slots[i].Heard()
		s.Lost += l.slots[i].Lost()
	}
	return s
}
