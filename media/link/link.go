// Package link is the client's connection to the server's sound: one
// peer connection of pion/webrtc that sends one voice and receives the slots of
// a meeting. There is no signalling: the client writes both descriptions itself,
// and its right to be there is in the ICE name that it uses for the server.
package link

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/webrtc/v4"

	"parley/media/slot"
)

// What a caller may want to tell apart. Errors of Dial and Link.Err wrap one of
// them, or ctx's error as well.
var (
	// ErrName says that the server's name could not be resolved.
	ErrName = errors.New("no such server")
	// ErrNetwork says that this machine has no way to the server's address.
	ErrNetwork = errors.New("no network")
	// ErrNoAnswer says that nothing answered, by whatever way: they are blocked,
	// the server is not there, or it did not accept the proof. It tells strangers
	// nothing.
	ErrNoAnswer = errors.New("no answer")
	// ErrWrongServer says that somebody answered who is not the server that the
	// fingerprint names.
	ErrWrongServer = errors.New("the server is not the one in the link")
	// ErrHandshake says that the server answered and then did not connect.
	ErrHandshake = errors.New("the server did not complete the handshake")
	// ErrLost says that the connection went silent, or that the server has
	// forgotten it. Dial again.
	ErrLost = errors.New("connection lost")
	// ErrGone says that the server said goodbye.
	ErrGone = errors.New("the server ended the connection")
	// ErrClosed says that Close was called.
	ErrClosed = errors.New("link is closed")
)

const (
	// keepalive is how often the connection is checked; disconnected and failed
	// are how long no answer is borne, one after the other.
	keepalive    = 2 * time.Second
	disconnected = 5 * time.Second
	failed       = 5 * time.Second
	// checks is how often the first check is repeated, every 200 ms, before the
	// path counts as failed. The default, 7, gives up in 1.6 s, which is less
	// than the round trip of two satellite hops.
	checks = 60
	// flightInterval is when an unanswered message of the handshake is sent again
	// for the first time: not before the answer can have come over a satellite.
	flightInterval = 800 * time.Millisecond
	// settling is how long after the start the server's own checks may still be
	// under way. Later ones mean that it knows nothing of us any more.
	settling = 4 * time.Second
)

// Config says where to connect to and as whom. All but Ways, Net, OnPlace and
// Log is needed.
type Config struct {
	// Server is HOST:PORT of the server's UDP socket.
	Server string
	// Fingerprint is the SHA-256 of the server's certificate (DER).
	Fingerprint [32]byte
	Identity    *Identity
	// Name returns a fresh proof for this attempt: the server's ICE name and
	// its password, of ICE characters (4 to 256 and 22 to 256 of them).
	Name func() (iceName, password string)
	// Ways are those beside UDP, the dearest last. Each is tried when UDP and those
	// before it have had a little time, or have failed; UDP is gone back to when it
	// works again.
	Ways []Way
	// Net is the network for UDP. Nil: the real one.
	Net transport.Net
	// OnPacket gets every packet, on one goroutine. It must not block and must not
	// call Close.
	OnPacket func(slot int, p Packet)
	// OnPlace is told, while the server is busy with the handshakes of others,
	// how many turns it is to ours: 1 is the next. It must not block. Nil: nobody
	// wants to know.
	OnPlace func(place int)
	// Log gets what helps to find an error. Nil: nothing.
	Log *slog.Logger
}

// A Packet is one packet of sound as it came: late, double or out of order, but
// authentic.
type Packet struct {
	Sequence  uint16
	Timestamp uint32 // in samples of 48 kHz
	Marker    bool   // the first of a talk spurt, or of another speaker
	Speaker   uint32 // who speaks, as the server says; 0: unknown
	RED       bool   // Payload is one of RFC 2198 whose blocks are Opus packets, and not itself one
	Payload   []byte // an Opus packet, or RED; valid only during the call
	Arrived   time.Time
}

// A Link is a connection that is up, or has been. Its methods may be called
// from any goroutine.
type Link struct {
	config Config
	log    *slog.Logger
	pc     *webrtc.PeerConnection
	paths  []path // those of UDP first
	noUDP  error  // why there is none of UDP
	ufrag  string // our own ICE name
	proof  proof
	voice  voice
	slots  [slot.Count]hearing

	up     chan struct{} // closed when ICE and DTLS are done
	upOnce sync.Once
	upAt   atomic.Int64 // Unix nanoseconds; 0: not yet
	picked atomic.Bool  // the path was chosen

	path   atomic.Pointer[path] // the one in use; nil: none yet
	chosen chan struct{}        // closed when there is one
	choose sync.Once
	moving atomic.Int64 // until when a check may mean that the server has moved to another path, in Unix nanoseconds
	done   chan struct{}
	over   sync.Once
	err    error // set before done is closed
	tasks  tasks

	began  time.Time
	remote remote        // what the server says about our voice
	urged  chan struct{} // holds one token when it says that less is to be sent
	asks   asks          // what is asked of the server for the sake of our ears
	resent atomic.Uint64 // packets of our voice that were sent again

	stirred    chan struct{}                   // holds one token when the path is to be looked at
	attended   atomic.Pointer[<-chan struct{}] // the end of the stream that is attended; nil: none is
	searching  atomic.Bool                     // another way is looked for
	collecting atomic.Bool                     // what comes through now was there in time
	brought    atomic.Int64                    // packets of sound that came, authentic or not
	opened     atomic.Int64                    // of these, what is not awaited any more
	spoke      atomic.Int64                    // when voice was last sent, in Unix nanoseconds
	sounded    atomic.Int64                    // when sound last came, likewise
	hinted     atomic.Int64                    // when somebody hinted that the network has changed, likewise; 0: not since something came
}

// Dial connects. It returns once sound can flow both ways, or with the reason
// why not; ctx bounds how long that may take, and no more.
func Dial(ctx context.Context, c Config) (*Link, error) {
	if c.Identity == nil || c.Name == nil || c.OnPacket == nil {
		return nil, errors.New("dial for sound: a needed field of the config is nil")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	paths, noUDP, err := openAll(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("dial %s for sound: %w", c.Server, err)
	}
	l := &Link{config: c, log: c.Log, paths: paths, noUDP: noUDP, up: make(chan struct{}), done: make(chan struct{}), chosen: make(chan struct{}), urged: make(chan struct{}, 1), began: time.Now()}
	l.asks.again = repeats
	for _, p := range paths {
		p.wire.passes = l.passes
	}
	if err := l.start(); err != nil {
		wires(paths).Close()
		return nil, fmt.Errorf("dial %s for sound: %w", c.Server, err)
	}
	l.tasks.start(l.urge)
	l.tasks.start(l.race)
	select {
	case <-l.ready():
		l.tasks.start(l.reports)
		l.tasks.start(l.heed)
		return l, nil
	case <-l.done:
		err = l.err
	case <-ctx.Done():
		err = fmt.Errorf("%w: %w", l.stage(), context.Cause(ctx))
	}
	l.end(err)
	l.Close()
	return nil, fmt.Errorf("dial %s for sound: %w", c.Server, err)
}

// start makes the peer connection and sets it going.
func (l *Link) start() error {
	iceName, password := l.config.Name()
	l.ufrag, l.proof = rand.Text()[:8], proof{iceName, password}
	api, err := newAPI(l, password)
	if err != nil {
		return err
	}
	l.pc, err = api.NewPeerConnection(webrtc.Configuration{Certificates: []webrtc.Certificate{l.config.Identity.certificate}})
	if err != nil {
		return fmt.Errorf("make peer connection: %w", err)
	}
	l.pc.OnConnectionStateChange(l.changed)
	err = l.negotiate(iceName, password)
	if err != nil {
		l.pc.Close()
	}
	return err
}

// negotiate makes the offer and answers it.
func (l *Link) negotiate(iceName, password string) error {
	transceivers, err := l.offerLines()
	if err != nil {
		return fmt.Errorf("make the lines of the offer: %w", err)
	}
	offer, err := l.pc.CreateOffer(nil)
	if err != nil {
		return fmt.Errorf("make offer: %w", err)
	}
	if err := l.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("set offer: %w", err)
	}
	l.voice.sender.Transport().ICETransport().OnSelectedCandidatePairChange(l.took)
	var mids []string
	for _, t := range transceivers {
		mids = append(mids, t.Mid())
	}
	description := answer(mids, iceName, password, l.config.Fingerprint, l.paths)
	if err := l.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: description}); err != nil {
		return fmt.Errorf("set answer: %w", err)
	}
	return nil
}

// offerLines adds the line with our voice and slot 0, and those of the other
// slots.
func (l *Link) offerLines() ([]*webrtc.RTPTransceiver, error) {
	if err := l.voice.init(); err != nil {
		return nil, err
	}
	first, err := l.pc.AddTransceiverFromTrack(&l.voice.track,
		webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendrecv})
	if err != nil {
		return nil, err
	}
	l.voice.sender = first.Sender()
	l.voice.ssrc = uint32(first.Sender().GetParameters().Encodings[0].SSRC)
	all := []*webrtc.RTPTransceiver{first}
	for range slot.Count - 1 {
		t, err := l.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio,
			webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// changed follows the state of the connection.
func (l *Link) changed(s webrtc.PeerConnectionState) {
	l.log.Debug("sound connection", "state", s)
	switch s {
	case webrtc.PeerConnectionStateConnected:
		l.upOnce.Do(func() {
			l.upAt.Store(time.Now().UnixNano())
			close(l.up)
		})
	case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
		if l.upAt.Load() != 0 {
			l.end(ErrLost)
		} else {
			l.end(l.stage())
		}
	}
}

// stage returns the error that fits how far the connection got.
func (l *Link) stage() error {
	dtls := l.voice.sender.Transport()
	seen := dtls.GetRemoteCertificate()
	switch {
	case len(seen) > 0 && !matches(seen, l.config.Fingerprint):
		return ErrWrongServer
	case len(seen) > 0 || l.picked.Load():
		return ErrHandshake
	}
	return ErrNoAnswer
}

// end closes done with a reason, once.
func (l *Link) end(why error) {
	l.over.Do(func() {
		l.err = why
		close(l.done)
		l.log.Debug("sound connection ended", "why", why)
	})
}

// Done is closed when the connection has failed, or was closed by either side.
// The link does not come back; Close it and dial again.
func (l *Link) Done() <-chan struct{} { return l.done }

// Err returns why Done is closed, and nil before.
func (l *Link) Err() error {
	select {
	case <-l.done:
		return l.err
	default:
		return nil
	}
}

// Close says goodbye, if there is somebody to say it to, and frees everything.
// When it returns, OnPacket is not called any more. Closing twice is no error.
func (l *Link) Close() error {
	if l.Err() == nil {
		l.goodbye()
	}
	l.end(ErrClosed)
	err := l.pc.GracefulClose()
	wires(l.paths).Close()
	l.farewell()
	l.tasks.wait()
	if err != nil {
		return fmt.Errorf("close sound connection: %w", err)
	}
	return nil
}
