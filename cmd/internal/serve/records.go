package serve

import "encoding/binary"

// A record of TLS has a header of 5 bytes, with its length in the last two (RFC
// 8446 section 5.1), and at least 17 that are no plain text: the tag, and the
// type (section 5.2).
const (
	recordHeader   = 5
	recordOverhead = 17
)

// A records is how far the reading of TLS records has come. Where they are read
// one by one it is known when all that came was taken in.
type records struct {
	header [recordHeader]byte
	have   int    // bytes of header
	left   int    // bytes to come of the newest record
	length int    // of the newest
	count  uint64 // so far
}

// most is how many bytes may be read, so that no two records are read together.
func (r *records) most() int {
	if r.left > 0 {
		return r.left
	}
	return recordHeader - r.have
}

// took takes in what was read, at most that many bytes.
func (r *records) took(b []byte) {
	if r.left > 0 {
		r.left -= len(b)
		return
	}
	if r.have += copy(r.header[r.have:], b); r.have == recordHeader {
		r.length = int(binary.BigEndian.Uint16(r.header[3:]))
		r.have, r.left, r.count = 0, r.length, r.count+1
	}
}

// Newest returns the number of the newest record that was read, and how many
// bytes of plain text it has at most. It is the reader's.
func (g *guest) Newest() (number uint64, most int) {
	return g.records.count, max(g.records.length-recordOverhead, 0)
}
