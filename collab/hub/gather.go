package hub

import (
	"bufio"
	"io"
	"net"
	"net/http"

	"parley/collab/parcel"
)

// kernelHolds is what the kernel may hold for a reader: what waits longer waits
// with us, where it can be counted, and pointers be dropped.
const kernelHolds = 128 << 10

// A gathering is the ResponseWriter whose hijacked connection is a gatherer. The
// 101 waits for the welcome, so that both are one TLS record, and on a weak link
// there is one packet less that can be lost before the text is there.
type gathering struct {
	http.ResponseWriter
	conn      *gatherer
	switching bool // the status is 101, and has not been written
}

// WriteHeader is http.ResponseWriter's.
func (g *gathering) WriteHeader(status int) {
	if g.switching = status == http.StatusSwitchingProtocols; !g.switching {
		g.ResponseWriter.WriteHeader(status)
	}
}

// Hijack is http.Hijacker's.
func (g *gathering) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(g.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if tcp, ok := bare(c).(*net.TCPConn); ok {
		tcp.SetWriteBuffer(kernelHolds) // best effort: without it a slow reader is noticed later
	}
	g.conn = &gatherer{Conn: parcel.New(c)}
	if g.switching {
		g.conn.Hold()
		io.WriteString(g.conn, "HTTP/1.1 101 Switching Protocols\r\n") // held: cannot fail
		g.Header().Write(g.conn)
		io.WriteString(g.conn, "\r\n")
	}
	reader := rw.Reader
	if reader.Buffered() == 0 { // as a rule: nothing comes before the 101
		reader = bufio.NewReaderSize(g.conn, smallBuffer)
	}
	g.conn.buffer, g.conn.under = reader, waitsUnder(c)
	return g.conn, bufio.NewReadWriter(reader, bufio.NewWriterSize(g.conn, smallBuffer)), nil
}

// smallBuffer is for the headers of a WebSocket's messages, in bytes: the TLS
// connection under it has a buffer of its own, and so has the gatherer.
const smallBuffer = 256

// bare is the connection that the others are around.
func bare(c net.Conn) net.Conn {
	for inner := c; inner != nil; inner = inside(c) {
		c = inner
	}
	return c
}

// inside is the connection that another is around, or nil.
func inside(c net.Conn) net.Conn {
	if around, ok := c.(interface{ NetConn() net.Conn }); ok {
		return around.NetConn()
	}
	return nil
}

// A gatherer is a connection that gathers what is written in one moment, and
// says when it hears something.
type gatherer struct {
	*parcel.Conn
	heard func() // told of every read that brought something; the reader's; nil: nobody wants to know

	under  awaiting      // where one can wait for more; nil: nowhere
	buffer *bufio.Reader // reads from here
	record uint64        // the newest of which something came
	got    int           // bytes of it
}

// Read is net.Conn's.
func (g *gatherer) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if n > 0 && g.heard != nil {
		g.heard()
	}
	if n > 0 && g.under != nil {
		if newest, _ := g.under.Newest(); newest != g.record {
			g.record, g.got = newest, 0
		}
		g.got += n
	}
	return n, err
}
