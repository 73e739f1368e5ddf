package eventlog

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// castagnoli is the polynomial that processors compute (RFC 3720, 12.1).
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumSize is the length of the checksum behind every entry on disk.
const sumSize = 4

// checksum is over what an entry says and where it belongs, so that one that
// stands in another's place is noticed too.
func checksum(meeting string, number uint64, entry []byte) uint32 {
	sum := crc32.Update(0, castagnoli, []byte(meeting))
	sum = crc32.Update(sum, castagnoli, binary.BigEndian.AppendUint64(nil, number))
	return crc32.Update(sum, castagnoli, entry)
}

// summed returns a copy of the entry with its checksum behind it.
func summed(meeting string, number uint64, entry []byte) []byte {
	b := append(make([]byte, 0, len(entry)+sumSize), entry...)
	return binary.BigEndian.AppendUint32(b, checksum(meeting, number, entry))
}

// checked returns the entry without its checksum, if that is right.
func checked(meeting string, number uint64, b []byte) ([]byte, error) {
	n := len(b) - sumSize
	if n < 0 || binary.BigEndian.Uint32(b[n:]) != checksum(meeting, number, b[:n]) {
		return nil, fmt.Errorf("entry %d is not as it was written: %w", number, ErrDamaged)
	}
	return b[:n:n], nil
}
