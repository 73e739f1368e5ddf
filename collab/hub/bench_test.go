//go:build unix

package hub_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// BenchmarkFanOut is one line of chat told to 500 connections over TLS on
// loopback. The readers only count bytes, without decrypting; theirs is in the
// CPU time all the same.
func BenchmarkFanOut(b *testing.B) {
	const listeners = 500
	certificate, err := ticket.LoadCertificate(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	jet, err := eventlog.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer jet.Close()
	h := hub.New(hub.Config{Log: jet, Key: key, Limits: hub.Limits{Rate: 1e9, Silence: time.Hour}})
	if _, err := h.Open(b.Context(), id, "t", "one two\n"); err != nil {
		b.Fatal(err)
	}
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(tls.NewListener(tcp, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}}))
	defer server.Close()

	var received atomic.Int64
	for i := range listeners {
		go count(b, tcp.Addr().String(), person(string(rune('a'+i%26))+time.Duration(i).String(), meeting.Observer), &received)
	}
	speaker := enter(b, tcp.Addr().String(), person("Speaker", meeting.Delegate))
	accepted := make(chan bool, 100)
	go func() {
		var hearing wire.Hearing
		for {
			_, m, err := speaker.Read(context.Background())
			if err != nil {
				return
			}
			if f, _ := hearing.Parse(m, 0); f != nil {
				if _, ok := f.(meeting.Accepted); ok {
					accepted <- true
				}
			}
		}
	}()
	settled(&received)

	before, start := cpu(), received.Load()
	number := uint64(0)
	for b.Loop() {
		number++
		m, _ := wire.Append(nil, wire.CommandFrame{Command: meeting.Command{Number: number, Base: 2, Ask: meeting.Say{Text: "hear, hear"}}})
		if err := speaker.Write(context.Background(), websocket.MessageBinary, m); err != nil {
			b.Fatal(err)
		}
		<-accepted
	}
	settled(&received)
	told := float64(number) * listeners
	b.ReportMetric(float64((cpu()-before).Microseconds())/told, "cpu-us/message")
	b.ReportMetric(float64(received.Load()-start)/told, "bytes/message")
}

// count reads and counts bytes for ever.
func count(b *testing.B, address string, p as, received *atomic.Int64) {
	raw, err := net.Dial("tcp", address)
	if err != nil {
		b.Error(err)
		return
	}
	secure := tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
	req, _ := http.NewRequest("GET", "https://"+address+"/v1/text", nil)
	req.Header = p.header()
	for k, v := range map[string]string{"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="} {
		req.Header.Set(k, v)
	}
	if err := req.Write(secure); err != nil {
		b.Error(err)
		return
	}
	if resp, err := http.ReadResponse(bufio.NewReader(secure), req); err != nil || resp.StatusCode != 101 {
		b.Error(resp, err)
		return
	}
	buf := make([]byte, 16<<10)
	for {
		n, err := raw.Read(buf)
		if err != nil {
			return
		}
		received.Add(int64(n))
	}
}

func enter(b *testing.B, address string, p as) *websocket.Conn {
	ws, _, err := websocket.Dial(context.Background(), "https://"+address+"/v1/text", &websocket.DialOptions{
		HTTPHeader: p.header(),
		HTTPClient: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}},
	})
	if err != nil {
		b.Fatal(err)
	}
	return ws
}

// settled waits until nothing has come for a moment.
func settled(received *atomic.Int64) {
	for last := int64(-1); last != received.Load(); time.Sleep(500 * time.Millisecond) {
		last = received.Load()
	}
}

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
