package session_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// hubs is the server of a meeting, over its restarts on one log.
type hubs struct {
	t       *testing.T
	n       *network
	limits  hub.Limits
	which   int        // of its documents, for what is read of the log; 0: the first
	draft   string     // of the meeting; empty: draft
	trouble *rand.Rand // makes the disk fail now and then; nil: never
	log     hub.EventLog
	disk    *disk
	stop    func()

	reopen func() // of a log on a disk: closes and opens it, between two servers; nil: it is in memory
}

var meetingID = [8]byte{1}

func openHub(t *testing.T, n *network) *hubs {
	h := &hubs{t: t, n: n, log: eventlog.NewMemory()}
	h.start()
	return h
}

// openCounted opens a meeting in which every letter is there once.
func openCounted(t *testing.T, n *network, limits hub.Limits) *hubs {
	h := &hubs{t: t, n: n, limits: limits, log: eventlog.NewMemory(), draft: counted}
	h.start()
	return h
}

func (h *hubs) start() {
	h.disk = &disk{EventLog: h.log}
	server := hub.New(hub.Config{Log: h.disk, Key: key, Limits: h.limits})
	if _, err := server.Open(context.Background(), meetingID, "Talks", cmp.Or(h.draft, draft)); err != nil {
		h.t.Fatal(err)
	}
	h.disk.fail(h.trouble)
	door := &http.Server{Handler: server, ErrorLog: log.New(io.Discard, "", 0)}
	l := tls.NewListener(h.n.Listen(address), &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13})
	served := make(chan bool)
	go func() { door.Serve(l); close(served) }()
	h.stop = func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		server.Close(ctx) // some are cut off and cannot hear it
		door.Close()
		<-served
	}
}

// restart ends the server in order and starts the next.
func (h *hubs) restart() { h.end(false) }

// end restarts the server: in order, or as after a kill, when nobody hears a
// goodbye and nothing more is written.
func (h *hubs) end(killed bool) {
	if killed {
		seen.crashes.Add(1)
		h.disk.dead.Store(true)
		h.n.Cut()
	} else {
		seen.restarts.Add(1)
	}
	h.stop()
	time.Sleep(300 * time.Millisecond)
	if h.reopen != nil {
		h.reopen()
	}
	h.start()
}

// fail makes the disk fail now and then from now on; nil makes it a good one.
func (h *hubs) fail(trouble *rand.Rand) {
	h.trouble = trouble
	h.disk.fail(trouble)
}

func (h *hubs) close() { h.stop() }

// A disk is a server's way to the log: it ends with the server's process, and
// fails now and then, before or after the entry is kept.
type disk struct {
	hub.EventLog
	dead atomic.Bool

	mu      sync.Mutex // guards the chance
	trouble *rand.Rand
}

var errDisk = errors.New("the test's disk fails")

func (d *disk) fail(trouble *rand.Rand) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.trouble = trouble
}

// luck is 0 where the disk fails before it keeps an entry, 1 where it fails
// after that.
func (d *disk) luck() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.trouble == nil {
		return -1
	}
	return d.trouble.IntN(30)
}

// Append is the log's.
func (d *disk) Append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error) {
	luck := d.luck()
	if d.dead.Load() || luck == 0 {
		seen.troubles.Add(1)
		return 0, errDisk
	}
	number, err := d.EventLog.Append(ctx, meeting, after, entry)
	if luck == 1 && err == nil {
		seen.troubles.Add(1)
		return 0, errDisk
	}
	return number, err
}

// AppendRow is the log's: it may end in the middle, and then nobody knows
// whether the first of the rest was kept.
func (d *disk) AppendRow(ctx context.Context, meeting string, after uint64, entries [][]byte) (int, error) {
	for i, entry := range entries {
		if _, err := d.Append(ctx, meeting, after+uint64(i), entry); err != nil {
			return i, err
		}
		seen.rows.Add(1)
	}
	return len(entries), nil
}

// SaveSnapshot is the log's.
func (d *disk) SaveSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error {
	if d.dead.Load() || d.luck() == 0 {
		return errDisk
	}
	return d.EventLog.SaveSnapshot(ctx, meeting, at, b)
}

// events returns the whole log.
func (h *hubs) events() (all []meeting.Event) {
	err := h.log.Read(context.Background(), hub.DocumentName(meetingID, h.which), 0, func(number uint64, entry []byte) error {
		e, err := wire.DecodeEvent(number, entry)
		all = append(all, e)
		return err
	})
	if err != nil {
		h.t.Fatalf("read the log: %v", err)
	}
	return all
}

// replay returns the state that the log gives.
func (h *hubs) replay() *meeting.State {
	s := meeting.New()
	for _, e := range h.events() {
		if err := s.Apply(e); err != nil {
			h.t.Fatalf("replay the log: %v", err)
		}
	}
	return s
}
