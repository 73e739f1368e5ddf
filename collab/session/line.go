package session

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// strayFor is how long a try that we gave up may still reach the server and
// look there like a second connection of ours.
const strayFor = time.Minute

// farewell is how long saying that one leaves may take.
const farewell = 300 * time.Millisecond

// A line is one connection, from the upgrade to its end. The goroutine in Run
// reads, one writes, one watches; the last two end with the context of attend.
type line struct {
	s      *Session
	door   *door
	resume meeting.Version // what the hello asked to go on after

	up      chan struct{} // closed at the welcome
	look    chan struct{} // holds one token when the watch may be needed sooner
	queued  atomic.Bool   // in the waiting room, or was until the welcome
	hurried atomic.Bool   // somebody hinted that the line may be dead: ask
	after   atomic.Uint64 // of our commands, the last the log had at the welcome

	mu   sync.Mutex // guards ping
	ping ping

	// What follows belongs to the reader.
	began   time.Time // when the welcome came
	present int       // people connected, as last told
	hearing wire.Hearing

	// What follows belongs to the writer.
	pointed time.Time // when a pointer was last sent
	active  time.Time // when anything but a ping was last sent
	asking  wire.Asking
}

// attend stays on the line until it is lost, and says why it was.
func (s *Session) attend(ctx context.Context, d *door, resume meeting.Version) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.outbox.rewind()
	s.wish((*wishes).renew)
	l := &line{s: s, door: d, resume: resume, up: make(chan struct{}), look: make(chan struct{}, 1), ping: ping{sent: time.Now()}}

	var others sync.WaitGroup
	others.Go(func() { l.write(ctx) })
	others.Go(func() { l.watch(ctx, cancel) })
	cancel(l.read())
	others.Wait()
	s.standing.set(false)
	d.ws.CloseNow()
	d.socket.Close()

	if l.answered() {
		s.retry.stood(time.Since(l.began))
		s.changed = d.socket.lastHeard()
	} else {
		s.unheard = time.Now()
	}
	return context.Cause(ctx)
}

func (l *line) welcomed() bool {
	select {
	case <-l.up:
		return true
	default:
		return false
	}
}

// answered reports whether the server has said that it knows us.
func (l *line) answered() bool { return l.queued.Load() || l.welcomed() }

// read takes frames in until the line ends.
func (l *line) read() error {
	for {
		_, b, err := l.door.ws.Read(context.Background()) // watch closes the socket
		switch {
		case errors.Is(err, websocket.ErrMessageTooBig):
			return fmt.Errorf("read a frame: %w: %w", ErrNonsense, err)
		case err != nil:
			return fmt.Errorf("%w: %w", ErrLost, err)
		}
		frame, err := l.hearing.Parse(b, l.resume)
		if err != nil {
			return fmt.Errorf("read a frame: %w: %w", ErrNonsense, err)
		}
		if _, ok := frame.(meeting.Welcome); ok {
			l.s.welcome.Store(int64(len(b)))
		}
		frames, several := frame.(wire.Together)
		if !several {
			frames = wire.Together{frame}
		}
		for _, frame := range frames {
			if err := l.take(frame); err != nil {
				return err
			}
		}
		if l.s.notices.overfull() {
			return ErrBehind
		}
	}
}

// write sends what there is to send, and pings, until ctx ends. When a write
// fails it only stops: the reader may still find out why the line ended.
func (l *line) write(ctx context.Context) {
	for {
		next, err := l.flush()
		if err != nil {
			l.s.config.Logger.Debug("line: write", "why", err)
			return
		}
		select {
		case <-l.s.wake:
		case <-time.After(next):
		case <-ctx.Done():
			return
		}
	}
}

// flush sends all that is due, in as few packets as it takes, and returns when
// more will be.
func (l *line) flush() (time.Duration, error) {
	l.door.parcel.Hold()
	var err error
	var read meeting.Version // unknown, while older commands are still to be sent
	if l.welcomed() {
		read = l.s.notices.read() // before the commands: those asked later are made on this or a later one
		err = errors.Join(l.sendCommands(), l.sendWishes())
	}
	err = errors.Join(err, l.sendPing(read), l.door.parcel.Release())
	return l.next(), err
}

func (l *line) sendCommands() error {
	after := l.after.Load()
	for {
		owed := l.owed()
		thin := l.nextCommands(after)
		if len(thin) == 0 {
			return nil
		}
		if !owed {
			l.door.socket.ask()
			signal(l.look)
		}
		l.active = time.Now()
		if len(thin) > few {
			if message, ok := wire.AskTogether(thin); ok {
				thin = [][]byte{message}
			}
		}
		for _, message := range thin {
			if err := l.door.ws.Write(context.Background(), websocket.MessageBinary, message); err != nil {
				return err
			}
		}
	}
}

const (
	// few is how many commands travel each by itself: more wait only after a
	// time without a line, and are worth compressing.
	few = 8
	// together is how many bytes of commands travel in one message at most, so
	// that the answers to the first come while the last are on their way.
	together = 16 << 10
)

// nextCommands returns the next commands as they are to be sent: small ones
// that may travel together, or one that is not.
func (l *line) nextCommands(after uint64) (thin [][]byte) {
	for size := 0; size < together; {
		frame := l.s.outbox.next(after)
		if frame == nil {
			break
		}
		m := l.asking.Thin(frame)
		thin, size = append(thin, m), size+len(m)
		if !wire.Small(m) {
			size = together
		}
	}
	return thin
}

func (l *line) sendWishes() error {
	now := time.Now()
	l.s.mu.Lock()
	frames := l.s.wishes.due(now.Sub(l.pointed) >= pointEvery)
	l.s.mu.Unlock()
	for _, f := range frames {
		if _, points := f.(wire.PointFrame); points {
			l.pointed = now
		}
		l.active = now
		if err := l.send(f); err != nil {
			return err
		}
	}
	return nil
}

func (l *line) send(frame any) error {
	b, err := wire.Append(nil, frame)
	if err != nil {
		return err
	}
	return l.door.ws.Write(context.Background(), websocket.MessageBinary, b)
}

// next returns how long the writer may sleep.
func (l *line) next() time.Duration {
	wait := l.untilPing()
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	if l.s.wishes.pointing() && l.welcomed() {
		wait = min(wait, time.Until(l.pointed.Add(pointEvery)))
	}
	return max(wait, 0)
}

// owed reports whether the server owes us an answer.
func (l *line) owed() bool {
	_, underway := l.s.outbox.waiting()
	return underway > 0 || l.pinging() || !l.answered()
}

// leave tells the server that the person leaves for good, if it can be said in
// time.
func (l *line) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	if b, err := wire.Append(nil, wire.LeaveFrame{}); err == nil && l.answered() {
		_ = l.door.ws.Write(ctx, websocket.MessageBinary, b) // best effort: the server notices without
	}
}
