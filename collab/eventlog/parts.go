package eventlog

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
)

// A snapshot travels in parts, because a message has its limits. Each part
// carries, in front of its bytes and big-endian: a checksum of the meeting's name
// and all that follows (4 bytes), which snapshot it belongs to (8, random), the snapshot's
// place in the log (8), its own place among the parts and how many there are
// (4 each).
type part struct {
	save, at     uint64
	index, parts uint32
	bytes        []byte
	sequence     uint64 // in the stream
	unreadable   bool
}

const (
	partHead = 4 + 8 + 8 + 4 + 4
	partSize = 512 << 10 // bytes; servers take messages of 1 MiB without being told
	// MaxSnapshot is the longest snapshot, in bytes.
	MaxSnapshot = 256 << 20
)

// partSum is the checksum of a part.
func partSum(meeting string, m []byte) uint32 {
	return crc32.Update(crc32.Checksum([]byte(meeting), castagnoli), castagnoli, m[4:])
}

// split makes messages of a snapshot of a meeting.
func split(meeting string, at uint64, b []byte) [][]byte {
	var save [8]byte
	rand.Read(save[:]) // never returns an error
	var all [][]byte
	pieces := slices.Collect(slices.Chunk(b, partSize))
	if len(pieces) == 0 {
		pieces = [][]byte{nil}
	}
	for i, piece := range pieces {
		m := append(make([]byte, 4, partHead+len(piece)), save[:]...)
		m = binary.BigEndian.AppendUint64(m, at)
		m = binary.BigEndian.AppendUint32(m, uint32(i))
		m = binary.BigEndian.AppendUint32(m, uint32(len(pieces)))
		m = append(m, piece...)
		binary.BigEndian.PutUint32(m, partSum(meeting, m))
		all = append(all, m)
	}
	return all
}

// parsePart reads a message. One that is not as it was written, or of another
// meeting, is unreadable.
func parsePart(meeting string, sequence uint64, m []byte) part {
	if len(m) < partHead || binary.BigEndian.Uint32(m) != partSum(meeting, m) {
		return part{sequence: sequence, unreadable: true}
	}
	return part{
		save: binary.BigEndian.Uint64(m[4:]), at: binary.BigEndian.Uint64(m[12:]),
		index: binary.BigEndian.Uint32(m[20:]), parts: binary.BigEndian.Uint32(m[24:]),
		bytes: m[partHead:], sequence: sequence,
	}
}

// A shot is a snapshot put together again.
type shot struct {
	at    uint64
	bytes []byte
	first uint64 // its first part's sequence
}

// assemble returns the whole snapshots among the parts, the newest first, and
// what is wrong with the rest. The last may be missing its end: its server was
// stopped while it saved, and nothing is wrong with that.
func assemble(parts []part) (whole []shot, damaged error) {
	groups := map[uint64][]part{}
	for _, p := range parts {
		if p.unreadable {
			damaged = fmt.Errorf("part %d of the snapshots is not as it was written: %w", p.sequence, ErrDamaged)
			continue
		}
		groups[p.save] = append(groups[p.save], p)
	}
	for _, g := range groups {
		s := shot{at: g[0].at, first: g[0].sequence}
		for i, p := range g {
			if int(p.index) != i {
				s.first = 0
				break
			}
			s.bytes = append(s.bytes, p.bytes...)
		}
		switch last := g[len(g)-1]; {
		case s.first != 0 && len(g) == int(last.parts):
			whole = append(whole, s)
		case s.first == 0 || last.sequence != parts[len(parts)-1].sequence:
			damaged = fmt.Errorf("the snapshot at %d has %d parts of %d: %w", s.at, len(g), last.parts, ErrDamaged)
		}
	}
	slices.SortFunc(whole, func(a, b shot) int { return int(b.first) - int(a.first) })
	return whole, damaged
}
