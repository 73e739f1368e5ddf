package eventlog

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Memory is a log that ends with the process. It reads no clock and starts no
// goroutine.
type Memory struct {
	mu       sync.Mutex // guards the fields below
	meetings map[string][][]byte
	shots    map[string]shot
	closed   bool
}

// NewMemory returns an empty log.
func NewMemory() *Memory {
	return &Memory{meetings: map[string][][]byte{}, shots: map[string]shot{}}
}

// Append makes entry number after+1 of the meeting and returns that number.
// The error wraps ErrStale when the log does not end at after, ErrTooBig,
// ErrClosed or the context's.
func (m *Memory) Append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error) {
	number, err := m.append(ctx, meeting, after, entry)
	if err != nil {
		return 0, fmt.Errorf("append to meeting %s after %d: %w", meeting, after, err)
	}
	return number, nil
}

func (m *Memory) append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error) {
	if err := checkEntry(meeting, entry); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.closed:
		return 0, ErrClosed
	case uint64(len(m.meetings[meeting])) != after:
		return 0, ErrStale
	}
	m.meetings[meeting] = append(m.meetings[meeting], bytes.Clone(entry))
	return after + 1, nil
}

// Read calls f with every entry after the given number, in order, and returns
// at the end of the log, or with the first error of f. A meeting nobody
// appended to has no entries. The entry belongs to f.
func (m *Memory) Read(ctx context.Context, meeting string, after uint64, f func(number uint64, entry []byte) error) error {
	if err := checkName(meeting); err != nil {
		return fmt.Errorf("read meeting %s: %w", meeting, err)
	}
	m.mu.Lock()
	entries, closed := m.meetings[meeting], m.closed
	m.mu.Unlock()
	if closed {
		return fmt.Errorf("read meeting %s: %w", meeting, ErrClosed)
	}
	for number := after + 1; number <= uint64(len(entries)); number++ {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read meeting %s at %d: %w", meeting, number, err)
		}
		if err := f(number, bytes.Clone(entries[number-1])); err != nil {
			return err
		}
	}
	return nil
}

// SaveSnapshot keeps b as the meeting's snapshot at entry number at. One is
// enough: memory is not damaged.
func (m *Memory) SaveSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error {
	err := checkSnapshot(meeting, b)
	if err == nil {
		err = ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err == nil && m.closed {
		err = ErrClosed
	}
	if err != nil {
		return fmt.Errorf("save the snapshot of meeting %s at %d: %w", meeting, at, err)
	}
	m.shots[meeting] = shot{at: at, bytes: bytes.Clone(b)}
	return nil
}

// Snapshot returns the newest snapshot, and the number of the entry it was
// taken at; no bytes where there is none.
func (m *Memory) Snapshot(ctx context.Context, meeting string) (at uint64, b []byte, err error) {
	err = checkName(meeting)
	if err == nil {
		err = ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err == nil && m.closed {
		err = ErrClosed
	}
	if err != nil {
		return 0, nil, fmt.Errorf("read the snapshot of meeting %s: %w", meeting, err)
	}
	s := m.shots[meeting]
	return s.at, bytes.Clone(s.bytes), nil
}

// Meetings returns the names of all meetings that have entries, sorted.
func (m *Memory) Meetings(ctx context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, fmt.Errorf("list the meetings: %w", ErrClosed)
	}
	return slices.Sorted(maps.Keys(m.meetings)), ctx.Err()
}

// Close ends the log; what was in it is gone.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func checkEntry(meeting string, entry []byte) error {
	if err := checkName(meeting); err != nil {
		return err
	}
	if len(entry) > MaxEntry {
		return fmt.Errorf("%d bytes: %w", len(entry), ErrTooBig)
	}
	return nil
}
