package eventlog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// marksDir is the directory with the marks, beside JetStream's own.
const marksDir = "heads"

// marks remember, in a small file for each meeting, how far its log has been
// acknowledged here. A JetStream that finds the end of its files cut off goes
// on with what is left and says nothing; the mark then tells. It is written
// after the entry is on disk and not synced itself: so it may be behind the
// log, after a power cut, but never ahead of it.
type marks struct {
	dir string

	mu    sync.Mutex // guards what follows
	files map[string]*mark
}

type mark struct {
	file   *os.File
	number uint64
}

func newMarks(dir string) *marks {
	return &marks{dir: filepath.Join(dir, marksDir), files: map[string]*mark{}}
}

// get returns the meeting's mark, 0 where there is none. One that cannot be
// made sense of says nothing either.
func (m *marks) get(meeting string) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if mark := m.files[meeting]; mark != nil {
		return mark.number, nil
	}
	b, err := os.ReadFile(filepath.Join(m.dir, meeting))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("see how far the log went: %w", err)
	}
	if len(b) != 12 || crc32.Checksum(b[:8], castagnoli) != binary.BigEndian.Uint32(b[8:]) {
		return 0, nil
	}
	return binary.BigEndian.Uint64(b), nil
}

// set notes that the meeting's log goes on to number at least.
func (m *marks) set(meeting string, number uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	to := m.files[meeting]
	if to == nil {
		if err := os.MkdirAll(m.dir, 0o700); err != nil {
			return err
		}
		f, err := os.OpenFile(filepath.Join(m.dir, meeting), os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		to = &mark{file: f}
		m.files[meeting] = to
	}
	if number <= to.number {
		return nil
	}
	b := binary.BigEndian.AppendUint64(nil, number)
	if _, err := to.file.WriteAt(binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), 0); err != nil {
		return err
	}
	to.number = number
	return nil
}

// meetings returns the meetings that have a mark.
func (m *marks) meetings() []string {
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return nil // none was ever set
	}
	var all []string
	for _, e := range entries {
		if checkName(e.Name()) == nil {
			all = append(all, e.Name())
		}
	}
	return all
}

// Kept returns the meetings whose logs are kept in dir, whether or not it is
// open, here or in another process.
func Kept(dir string) []string { return newMarks(dir).meetings() }

func (m *marks) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, mark := range m.files {
		mark.file.Close()
	}
	clear(m.files)
}
