// Package replay puts a recorded editing history through the real code, from
// the keystroke to the log and its snapshot, and measures what that takes. It
// is what parley bench text does.
package replay

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// ErrTrace reports a file that is no editing trace that can be replayed.
var ErrTrace = errors.New("no editing trace")

// A Trace is a recorded editing history, in the form of
// github.com/josephg/editing-traces: the transactions of one author, or of
// several at once.
type Trace struct {
	Kind  string `json:"kind"` // "concurrent", or nothing
	Start string `json:"startContent"`
	End   string `json:"endContent"`
	Txns  []Txn  `json:"txns"`
}

// A Txn is some edits made in one go. In a concurrent trace Parents are the
// transactions that its author had seen, besides those that these had.
type Txn struct {
	Agent   int       `json:"agent"`
	Parents []int     `json:"parents"`
	Time    time.Time `json:"time"`
	Patches []Patch   `json:"patches"`
}

// A Patch replaces Deleted code points at At by Insert.
type Patch struct {
	At, Deleted int
	Insert      string
}

// UnmarshalJSON reads [position, deleted, inserted].
func (p *Patch) UnmarshalJSON(b []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	if len(parts) != 3 {
		return fmt.Errorf("a patch of %d parts, and not of 3", len(parts))
	}
	return errors.Join(json.Unmarshal(parts[0], &p.At), json.Unmarshal(parts[1], &p.Deleted), json.Unmarshal(parts[2], &p.Insert))
}

// MarshalJSON writes what UnmarshalJSON reads.
func (p Patch) MarshalJSON() ([]byte, error) { return json.Marshal([]any{p.At, p.Deleted, p.Insert}) }

// maxTrace is how many bytes a trace may have, unpacked.
const maxTrace = 512 << 20

// Load reads a trace, packed with gzip or not.
func Load(path string) (*Trace, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %s: give an editing trace", path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the trace: %v", err) // of this file, and not of a meeting's
	}
	if bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		if b, err = unpack(b); err != nil {
			return nil, fmt.Errorf("unpack %s: %w: %w", path, ErrTrace, err)
		}
	}
	t := &Trace{}
	if err := json.Unmarshal(b, t); err != nil {
		return nil, fmt.Errorf("read %s: %w: %w", path, ErrTrace, err)
	}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("read %s: %w: %w", path, ErrTrace, err)
	}
	return t, nil
}

func unpack(b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxTrace+1))
	if err == nil && len(plain) > maxTrace {
		err = fmt.Errorf("more than %d MB", maxTrace>>20)
	}
	return plain, err
}

// check finds what no replay could make sense of.
func (t *Trace) check() error {
	if len(t.Txns) == 0 {
		return errors.New("it has no transactions")
	}
	if t.Kind != "" && t.Kind != "sequential" && t.Kind != "concurrent" {
		return fmt.Errorf("its kind is %q", t.Kind)
	}
	if !text.IsClean(t.Start) || len(t.Start) > meeting.MaxText {
		return errors.New("its text cannot stand in a draft")
	}
	for i, txn := range t.Txns {
		for _, p := range txn.Parents {
			if p < 0 || p >= i {
				return fmt.Errorf("transaction %d has seen transaction %d, which was not there yet", i, p)
			}
		}
		if txn.Agent < 0 || txn.Agent >= meeting.ServedBlock-1 {
			return fmt.Errorf("transaction %d is by agent %d", i, txn.Agent)
		}
		for _, p := range txn.Patches {
			if p.At < 0 || p.Deleted < 0 || p.At+p.Deleted > delta.MaxLen || len(p.Insert) > meeting.MaxInsert || !text.IsClean(p.Insert) {
				return fmt.Errorf("transaction %d has an edit that no draft can have", i)
			}
		}
	}
	return nil
}

func (t *Trace) concurrent() bool { return t.Kind == "concurrent" }

// pace is how fast somebody types where the trace does not say: ten keys a
// second, so that a batch of meeting.BatchFor has two.
const pace = 100 * time.Millisecond

// times returns when the transactions were made: as the trace says, if it does
// and time goes forward in it; else one after the other at the pace of typing.
func (t *Trace) times() []time.Time {
	all := make([]time.Time, len(t.Txns))
	told := len(t.Txns) > 1 && t.Txns[len(t.Txns)-1].Time.After(t.Txns[0].Time)
	for i, txn := range t.Txns {
		all[i] = txn.Time
		told = told && (i == 0 || !txn.Time.Before(all[i-1]))
	}
	if !told {
		for i := range all {
			all[i] = time.UnixMilli(0).Add(time.Duration(i) * pace)
		}
	}
	return all
}

// delta returns the patch as a change of a text of that length.
func (p Patch) delta(length int) (delta.Delta, error) {
	if p.At+p.Deleted > length {
		return delta.Delta{}, fmt.Errorf("an edit of [%d, %d) in a text of %d code points: %w", p.At, p.At+p.Deleted, length, ErrTrace)
	}
	return delta.Replace(length, p.At, p.Deleted, p.Insert), nil
}
