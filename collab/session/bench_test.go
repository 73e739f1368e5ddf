package session_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/session"
)

// BenchmarkADayWithoutALine is how long 10,000 edits of one letter, kept on
// this machine while there was no line, take from the first try to dial until
// all are on the server's disk, over TCP and TLS.
func BenchmarkADayWithoutALine(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		store, err := eventlog.Open(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		server := hub.New(hub.Config{Log: store, Key: key})
		if _, err := server.Open(b.Context(), meetingID, "Talks", draft); err != nil {
			b.Fatal(err)
		}
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		door := &http.Server{Handler: server, ErrorLog: log.New(io.Discard, "", 0)}
		go door.Serve(tls.NewListener(tcp, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13}))
		link := linkFor(meeting.Delegate)
		link.Host = tcp.Addr().String()
		s := session.New(session.Config{Link: link, Name: "Amina", Keep: filepath.Join(b.TempDir(), "unsent")})
		for i := range 10_000 {
			s.Send(meeting.Command{Number: uint64(i + 1), Base: 2, Prior: uint64(i), Ask: meeting.Edit{Delta: delta.Replace(len(draft)+i, i, 0, "e")}})
		}
		go func() {
			for range s.Notices() {
			}
		}()
		ended := make(chan error)
		b.StartTimer()
		go func() { ended <- s.Run(b.Context()) }()
		for s.Waiting() > 0 {
			time.Sleep(time.Millisecond)
		}
		b.StopTimer()
		server.Close(b.Context())
		door.Close()
		store.Close()
		b.StartTimer()
	}
}
