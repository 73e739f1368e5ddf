package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A border is a network between people and a server that lets TCP pass and, only
// when it is open, UDP: one port number, as the server has.
type border struct {
	server string
	tcp    net.Listener
	udp    *net.UDPConn
	open   atomic.Bool
}

// guard puts a border before a server until the test ends.
func guard(t *testing.T, server string) *border {
	t.Helper()
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	b := &border{server: server}
	if b.tcp, err = net.Listen("tcp", fmt.Sprint("127.0.0.1:", port)); err != nil {
		t.Fatal(err)
	}
	if b.udp, err = net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.tcp.Close(); b.udp.Close() })
	go b.carryTCP()
	go b.carryUDP()
	return b
}

func (b *border) carryTCP() {
	for {
		c, err := b.tcp.Accept()
		if err != nil {
			return
		}
		go join(c, b.server)
	}
}

// carryUDP carries one client's packets, while the border is open.
func (b *border) carryUDP() {
	var client atomic.Pointer[net.UDPAddr]
	out, err := net.Dial("udp", b.server)
	if err != nil {
		return
	}
	defer out.Close()
	go func() {
		for buf := make([]byte, 1500); ; {
			n, err := out.Read(buf)
			if err != nil {
				return
			}
			b.udp.WriteToUDP(buf[:n], client.Load())
		}
	}()
	for buf := make([]byte, 1500); ; {
		n, from, err := b.udp.ReadFromUDP(buf)
		if err != nil {
			return
		}
		if b.open.Load() {
			client.Store(from)
			out.Write(buf[:n])
		}
	}
}

// join makes one of two connections.
func join(c net.Conn, server string) {
	defer c.Close()
	s, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer s.Close()
	var both sync.WaitGroup
	both.Go(func() { io.Copy(s, c); s.(*net.TCPConn).CloseWrite() })
	both.Go(func() { io.Copy(c, s); c.(*net.TCPConn).CloseWrite() })
	both.Wait()
}

// startProxy runs an HTTP proxy that wants a password and knows one name,
// meeting.invalid, which nobody else does.
func startProxy(t *testing.T, server string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				r, err := http.ReadRequest(bufio.NewReader(c))
				switch {
				case err != nil:
					c.Close()
				case r.Header.Get("Proxy-Authorization") != "Basic YW1pbmE6c2VjcmV0":
					io.WriteString(c, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
					c.Close()
				case r.Method != http.MethodConnect || r.Host != "meeting.invalid:7443":
					io.WriteString(c, "HTTP/1.1 403 Forbidden\r\n\r\n")
					c.Close()
				default:
					io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
					join(c, server)
				}
			}()
		}
	}()
	return l.Addr().String()
}

// One speaks through a proxy, where only TLS passes, to one whom UDP does not
// reach, until it does.
func TestSpeechIsHeardWhereUDPIsBlocked(t *testing.T) {
	t.Parallel()
	speech := sayWords(t)
	h := &hearing{t: t, dir: t.TempDir()}
	heard := filepath.Join(h.dir, "heard.wav")
	env := append(os.Environ(), "XDG_DATA_HOME="+h.dir, "XDG_STATE_HOME="+h.dir)
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	server := fmt.Sprint("127.0.0.1:", port)
	h.host = h.start("host", env, "host", "--linear", "--text-only", "--listen", server, "--data", "meeting")
	link := h.hears(h.host, `^(parley://\S+)$`)[1]
	border, proxy := guard(t, server), startProxy(t, server)
	hidden := strings.Replace(link, server, "meeting.invalid:7443", 1)

	refused := h.start("refused", append(env, "HTTPS_PROXY=http://"+proxy, "NO_PROXY="), "join", hidden, "--linear", "--text-only", "--give-up", "1s")
	h.hears(refused, `nobody let us in: the proxy \S+ wants a name and a password`)
	h.speaker = h.start("speaker", append(env, "HTTPS_PROXY=http://amina:secret@"+proxy, "NO_PROXY="),
		"join", hidden, "--json", "--name", "Amina", "--mic", "file:"+speech, "--ear", "none")
	check := h.start("check", append(env, "HTTPS_PROXY=http://amina:secret@"+proxy, "NO_PROXY="), "check", hidden, "--mic", "none", "--ear", "none")
	h.listener = h.start("listener", env, "join", strings.Replace(link, server, border.tcp.Addr().String(), 1),
		"--json", "--name", "Ben", "--mic", "none", "--ear", "file:"+heard)
	h.hears(h.speaker, `^\{"event":"sound","up":true,"path":"websocket"`)
	h.hears(h.listener, `^\{"event":"sound","up":true,"path":"tcp"`)
	h.asks(h.speaker, "talk on", `"command":"talk","text":"on"`)
	h.asks(h.listener, "wait speech", `^\{"event":"wait","for":"speech"`)
	border.open.Store(true) // in the middle of the words
	h.hears(h.listener, `^\{"event":"sound","up":true,"path":"udp"`)
	h.asks(h.speaker, "wait spoken", `^\{"event":"wait","for":"spoken"`)
	h.asks(h.speaker, "sleep 500ms\nstatus", `^\{"event":"status".*"path":"websocket"`)
	h.asks(h.listener, "status", `^\{"event":"status".*"path":"udp"`)
	h.hears(check, `^TCP: ok, connected through the proxy `)
	h.hears(check, `text and sound, which goes inside a text line, will work`)
	h.ends()
	compare(t, speech, heard)
}
