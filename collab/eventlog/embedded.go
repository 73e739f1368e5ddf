package eventlog

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"parley/collab/lock"
)

const (
	// keepFree is how much of the disk the log leaves alone. A JetStream that
	// meets a full disk stops for good; refusing a little earlier, it goes on
	// as soon as there is room again.
	keepFree     = 64 << 20
	lockFile     = "in-use"
	startsWithin = 10 * time.Second
)

// embedded is a JetStream server inside this process that no other can reach.
type embedded struct {
	server     *server.Server
	dir        string
	lock       *os.File
	marks      *marks
	complaints *complaints
	stopClock  func()
	keepFree   atomic.Uint64 // bytes
	failed     atomic.Bool   // a write failed: the server takes no more until it is opened again
}

// Open starts the log kept in dir, which is made if need be. The error says
// which directory cannot be written, or wraps ErrInUse.
func Open(dir string) (*Jet, error) {
	e, err := start(dir)
	if err != nil {
		return nil, fmt.Errorf("open the log in %s: %w", dir, err)
	}
	conn, err := nats.Connect("", nats.InProcessServer(e.server), nats.Name("parley"))
	if err != nil {
		e.close()
		return nil, fmt.Errorf("open the log in %s: %w", dir, err)
	}
	j, err := newJet(conn)
	if err != nil {
		conn.Close()
		e.close()
		return nil, fmt.Errorf("open the log in %s: %w", dir, err)
	}
	j.embedded = e
	return j, nil
}

func start(dir string) (e *embedded, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	held, err := lock.Take(filepath.Join(dir, lockFile))
	switch {
	case errors.Is(err, lock.ErrHeld):
		return nil, ErrInUse
	case err != nil:
		return nil, err
	}
	e = &embedded{dir: dir, lock: held, marks: newMarks(dir), complaints: &complaints{}}
	e.keepFree.Store(keepFree)
	e.stopClock = runClock()
	e.server, err = server.NewServer(&server.Options{
		ServerName:         "parley",
		DontListen:         true,
		JetStream:          true,
		StoreDir:           dir,
		SyncAlways:         true,
		NoSigs:             true,
		NoLog:              true,
		MaxPayload:         16 << 20,
		JetStreamMaxMemory: 1 << 20, // no stream of ours is in memory
		JetStreamMaxStore:  math.MaxInt64 / 2,
	})
	if err != nil {
		held.Close()
		return nil, err
	}
	e.server.SetLoggerV2(e.complaints, false, false, false)
	e.server.Start() // looks through what is there before it returns
	if e.complaints.fatal() || !e.server.ReadyForConnections(startsWithin) || !e.server.JetStreamEnabled() {
		e.close()
		return nil, fmt.Errorf("%s", e.complaints.lastOr("it did not start"))
	}
	return e, nil
}

// room returns an error that wraps ErrFull when the disk is nearly so, or the
// server has stopped.
func (e *embedded) room() error {
	if e.stopped() {
		return fmt.Errorf("%w: the log has stopped: %s", ErrFull, e.complaints.lastOr("it must be opened again"))
	}
	free, known := freeBytes(e.dir)
	if keep := e.keepFree.Load(); known && free < keep {
		return fmt.Errorf("%w: %d MB left for %s, %d MB are kept free", ErrFull, free>>20, e.dir, keep>>20)
	}
	return nil
}

// troubleAfter is how long an append waits before it asks whether the server
// has complained meanwhile: of a write that failed it sends no answer.
const troubleAfter = time.Second

// watch returns a context that ends when the server complains instead of
// answering.
func (e *embedded) watch(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	before := e.complaints.count()
	alarm := time.AfterFunc(troubleAfter, func() {
		if e.complaints.count() != before {
			e.failed.Store(true)
			cancel(fmt.Errorf("%w: %s", ErrFull, e.complaints.last()))
		}
	})
	return ctx, func() { alarm.Stop(); cancel(nil) }
}

// stopped reports whether the server gave up, as it does when a write fails.
func (e *embedded) stopped() bool { return e.failed.Load() || !e.server.JetStreamEnabled() }

func (e *embedded) close() error {
	e.server.Shutdown()
	e.server.WaitForShutdown()
	e.stopClock()
	e.marks.close()
	return e.lock.Close()
}

// complaints is the server's logger: it remembers the last that went wrong, so
// that an error of ours can say it.
type complaints struct {
	mu    sync.Mutex // guards the fields below
	text  string
	times int
	ended bool
}

func (c *complaints) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.times
}

func (c *complaints) last() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text
}

func (c *complaints) lastOr(s string) string {
	if last := c.last(); last != "" {
		return last
	}
	return s
}

// fatal reports whether the server gave up starting.
func (c *complaints) fatal() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// Errorf keeps what it is told.
func (c *complaints) Errorf(format string, v ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text = fmt.Sprintf(format, v...)
	c.times++
}

// Fatalf keeps what it is told; the process goes on, and Open returns it.
func (c *complaints) Fatalf(format string, v ...any) {
	c.Errorf(format, v...)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
}

// Warnf drops what it is told.
func (c *complaints) Warnf(string, ...any) {}

// Noticef drops what it is told.
func (c *complaints) Noticef(string, ...any) {}

// Debugf drops what it is told.
func (c *complaints) Debugf(string, ...any) {}

// Tracef drops what it is told.
func (c *complaints) Tracef(string, ...any) {}
