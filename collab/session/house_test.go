package session_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"testing"
	"time"

	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// hubs is the server of a meeting, over its restarts on one log.
type hubs struct {
	t    *testing.T
	n    *network
	log  hub.EventLog
	stop func()

	reopen func() // of a log on a disk: closes and opens it, between two servers; nil: it is in memory
}

var meetingID = [8]byte{1}

func openHub(t *testing.T, n *network) *hubs {
	h := &hubs{t: t, n: n, log: eventlog.NewMemory()}
	h.start()
	return h
}

func (h *hubs) start() {
	server := hub.New(hub.Config{Log: h.log, Key: key})
	if _, err := server.Open(context.Background(), meetingID, "Talks", draft); err != nil {
		h.t.Fatal(err)
	}
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

func (h *hubs) restart() {
	h.stop()
	time.Sleep(300 * time.Millisecond)
	if h.reopen != nil {
		h.reopen()
	}
	h.start()
}

func (h *hubs) close() { h.stop() }

// events returns the whole log.
func (h *hubs) events() (all []meeting.Event) {
	err := h.log.Read(context.Background(), hub.Name(meetingID), 0, func(number uint64, entry []byte) error {
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
