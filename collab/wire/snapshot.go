package wire

import (
	"fmt"

	"parley/collab/meeting"
	"parley/collab/text"
)

// kindSnapshot marks a meeting's full snapshot. It is on disks: never renumber
// it.
const kindSnapshot byte = 64

type fullBody struct {
	_        struct{} `cbor:",toarray"`
	Snapshot *snapshotBody
	Last     []takenBody
	Removed  []removedBody
	Revoked  [][]byte
}

type takenBody struct {
	_      struct{} `cbor:",toarray"`
	By     uint32
	Number uint64
}

// EncodeSnapshot returns a server's own snapshot, as meeting.State.Full makes
// it, in bytes.
func EncodeSnapshot(s *meeting.Snapshot) ([]byte, error) {
	body := fullBody{Snapshot: snapshotOut(s), Last: make([]takenBody, len(s.Last))}
	for i, taken := range s.Last {
		body.Last[i] = takenBody{By: uint32(taken.By), Number: taken.Number}
	}
	for _, r := range s.Removed {
		body.Removed = append(body.Removed, removedOut(r))
	}
	for _, t := range s.Revoked {
		body.Revoked = append(body.Revoked, t[:])
	}
	return seal(nil, kindSnapshot, body)
}

// DecodeSnapshot reads what EncodeSnapshot wrote. It refuses everything else
// with ErrMalformed.
func DecodeSnapshot(b []byte) (*meeting.Snapshot, error) {
	kind, plain, err := unseal(b, maxPlain, decompressor)
	if err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	var body fullBody
	if kind != kindSnapshot {
		return nil, fmt.Errorf("snapshot of kind %d: %w", kind, ErrMalformed)
	}
	if err := decode(plain, &body); err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	if body.Snapshot == nil {
		return nil, fmt.Errorf("snapshot of nothing: %w", ErrMalformed)
	}
	s, err := snapshotIn(body.Snapshot)
	if err != nil {
		return nil, err
	}
	for _, taken := range body.Last {
		s.Last = append(s.Last, meeting.Taken{By: text.Author(taken.By), Number: taken.Number})
	}
	for _, b := range body.Removed {
		r, err := removedIn(b)
		if err != nil {
			return nil, fmt.Errorf("snapshot: %w", err)
		}
		s.Removed = append(s.Removed, r)
	}
	for _, b := range body.Revoked {
		t, err := ticketIn(b)
		if err != nil {
			return nil, fmt.Errorf("snapshot: %w", err)
		}
		s.Revoked = append(s.Revoked, t)
	}
	return s, nil
}
