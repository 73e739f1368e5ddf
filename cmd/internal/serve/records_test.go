package serve

import (
	"bytes"
	"io"
	"net"
	"testing"
)

// A pour is a connection from which everything can be read at once.
type pour struct {
	net.Conn
	*bytes.Reader
}

func (p pour) Read(b []byte) (int, error) { return p.Reader.Read(b) }

func TestNoTwoRecordsOfTLSAreReadTogether(t *testing.T) {
	record := func(length int) []byte {
		return append([]byte{23, 3, 3, byte(length >> 8), byte(length)}, bytes.Repeat([]byte{byte(length)}, length)...)
	}
	lengths := []int{300, 18, 0, 5, 4000}
	var sent []byte
	for _, n := range lengths {
		sent = append(sent, record(n)...)
	}
	for i, room := range []int{1, 4, 5, 7, 512, 8192} {
		begin := i % recordHeader // so much was looked at to tell what the connection speaks
		g := &guest{Conn: pour{Reader: bytes.NewReader(sent[begin:])}, secure: true, unread: sent[:begin]}
		var got []byte
		for read := 0; ; {
			b := make([]byte, room)
			n, err := g.Read(b)
			if err == io.EOF {
				break
			}
			got = append(got, b[:n]...)
			number, most := g.Newest()
			for ends, i := 0, 0; i < int(number); i++ {
				if ends += recordHeader + lengths[i]; i == int(number)-1 && len(got) > ends+recordHeader-1 {
					t.Fatalf("room for %d: %d bytes were read, and record %d ends at %d", room, len(got), number, ends)
				}
			}
			if number > 0 && most != max(lengths[number-1]-17, 0) {
				t.Errorf("record %d of %d bytes has at most %d of plain text", number, lengths[number-1], most)
			}
			if read += n; read > len(sent) {
				t.Fatal("more was read than was sent")
			}
		}
		if !bytes.Equal(got, sent) {
			t.Errorf("room for %d: what was read is not what was sent", room)
		}
	}
}
