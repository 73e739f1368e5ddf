// Package keep is a file that keeps what a person did until the server has
// answered it: the session's secret, the person's number, and the commands not
// answered yet, as the bytes they travel in. What Keep has returned from is
// there again after the process was killed or the power failed. One process
// has a file at a time. The package knows no network and no meeting.
package keep

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"parley/collab/lock"
)

// ErrHeld reports a file that another process has open.
var ErrHeld = lock.ErrHeld

// The bounds of a file.
const (
	// MaxFrame is the most bytes a letter's frame may have.
	MaxFrame = 4 << 20
	// maxFile is the most bytes of a file that are read: twice what a session
	// lets wait, and room for what a rewrite has not thrown out yet.
	maxFile = 192 << 20
	// wasteFrom is how many bytes of answered letters a file may hold in any
	// case before it is written anew.
	wasteFrom = 256 << 10
)

// A Letter is one command as it travels.
type Letter struct {
	Number uint64 // of the command, growing
	Base   uint64 // the last event that its author had taken in
	At     time.Time
	Frame  []byte // never changed by anybody
}

// A Change is what is to be kept next.
type Change struct {
	Person   uint32   // the number that the server has given this person; 0: no news
	Letters  []Letter // new ones, by growing number
	Answered []uint64 // letters that need not be kept any more
}

// A File is one person's in one meeting. It belongs to one goroutine.
type File struct {
	path string
	lock *os.File
	file *os.File // nil: nothing written yet, or the last write failed: the next writes all anew
	size int64    // how long it is
	live int64    // bytes of it that are still needed
	made bool     // there is something at path

	as      [16]byte // whose it must be; zeros: anybody's
	nonce   [16]byte
	person  uint32
	last    uint64 // the greatest number ever kept
	letters []Letter
	damage  *Damage
}

// A Damage is what was wrong with a file when it was opened. It is an error to
// be told, not one that hinders: what was good before the damage is used.
type Damage struct {
	Aside string // where the damaged file lies now; empty where it could not be put aside
	Why   error
}

// Error says what is wrong with the file.
func (d *Damage) Error() string { return d.Why.Error() }

// Unwrap returns what is wrong with the file.
func (d *Damage) Unwrap() error { return d.Why }

// Open takes the file at path, or begins one; directories are made as needed.
// The error wraps ErrHeld while another process has it.
func Open(path string) (*File, error) { return OpenAs(path, [16]byte{}) }

// OpenAs is Open for a session with that secret, or any where it is all zeros.
// What another session has left is put aside as damage: nobody can send it.
func OpenAs(path string, nonce [16]byte) (*File, error) {
	f := &File{path: path, as: nonce}
	if err := f.open(); err != nil {
		return nil, fmt.Errorf("keep unsent changes in %s: %w", path, err)
	}
	return f, nil
}

func (f *File) open() (err error) {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	if f.lock, err = lock.Take(f.path + ".lock"); err != nil {
		return err
	}
	if f.size, err = f.load(); f.as != [16]byte{} {
		if f.nonce != f.as && f.nonce != [16]byte{} {
			f.letters, f.last, f.person, f.live = nil, 0, 0, 0
			err = fmt.Errorf("%w: another session left it", errDamage)
		}
		f.nonce = f.as
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		err = nil
	case isDamage(err):
		f.setAside(err)
		err = nil
	case err == nil:
		f.made = true
		f.file, err = os.OpenFile(f.path, os.O_RDWR, 0o600)
	}
	if err != nil {
		f.lock.Close()
		return err
	}
	if f.nonce == [16]byte{} {
		rand.Read(f.nonce[:]) // never returns an error
	}
	return nil
}

// setAside gives the damaged file another name, and writes what was good of it
// anew. If that fails the next Keep tries again.
func (f *File) setAside(why error) {
	f.damage = &Damage{Why: why}
	for n := 1; n < 1000; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", f.path, n)
		if _, err := os.Lstat(aside); err == nil {
			continue
		}
		if os.Rename(f.path, aside) == nil {
			f.damage.Aside = aside
		}
		break
	}
	if len(f.letters) > 0 {
		_ = f.rewrite()
	}
}

// Nonce returns the session's secret: a new one where the file is new.
func (f *File) Nonce() [16]byte { return f.nonce }

// New reports whether there is nothing on the disk yet.
func (f *File) New() bool { return !f.made && f.damage == nil }

// Take makes a file that is new that of the session with this secret, whose
// person has that number.
func (f *File) Take(nonce [16]byte, person uint32) { f.nonce, f.person = nonce, person }

// Person returns the person's number, 0 if none is known.
func (f *File) Person() uint32 { return f.person }

// Last returns the greatest number of a letter ever kept.
func (f *File) Last() uint64 { return f.last }

// Letters returns those not answered, by growing number.
func (f *File) Letters() []Letter { return slices.Clone(f.letters) }

// Damage returns what was wrong with the file when it was opened, nil if
// nothing was.
func (f *File) Damage() *Damage { return f.damage }

// Keep takes the change in. When it returns nil the change is on the disk;
// after an error everything kept before still is, and the next Keep tries the
// whole again.
func (f *File) Keep(c Change) error {
	if err := f.check(c); err != nil {
		return fmt.Errorf("keep unsent changes in %s: %w", f.path, err)
	}
	before := *f
	f.take(c)
	err := f.write(c)
	if err != nil {
		f.person, f.last, f.letters, f.live = before.person, before.last, before.letters, before.live
		return fmt.Errorf("keep unsent changes in %s: %w", f.path, err)
	}
	return nil
}

func (f *File) check(c Change) error {
	last := f.last
	for _, l := range c.Letters {
		if l.Number <= last || len(l.Frame) > MaxFrame {
			return fmt.Errorf("letter %d of %d bytes after letter %d", l.Number, len(l.Frame), last)
		}
		last = l.Number
	}
	return nil
}

// take makes the change in memory. It leaves what the slice of letters was as
// it was.
func (f *File) take(c Change) {
	if c.Person != 0 {
		f.person = c.Person
	}
	for _, l := range c.Letters {
		f.letters, f.live = append(f.letters, l), f.live+weight(l)
		f.last = l.Number
	}
	for _, n := range c.Answered {
		f.answered(n)
	}
}

// write puts the change on the disk: behind the rest, or all anew where that
// failed before or most of the file is not needed any more.
func (f *File) write(c Change) error {
	switch {
	case f.file == nil && len(f.letters) == 0:
		return nil // nothing that would be missed
	case f.file == nil, f.size > wasteFrom && f.size > 2*f.live:
		return f.rewrite()
	}
	b := encode(nil, f.size, c)
	if len(b) == 0 {
		return nil
	}
	if err := commit(f.file, b, f.size); err != nil {
		_ = f.file.Truncate(f.size) // best effort: the length says how far it is good
		_ = seal(f.file, f.size)
		f.file.Close() // after a sync that failed, the next may succeed and mean nothing
		f.file = nil
		return err
	}
	f.size += int64(len(b))
	return nil
}

// rewrite writes everything still needed to a new file, and puts that in the
// place of the old one. Both are closed meanwhile, as Windows wants it.
func (f *File) rewrite() error {
	b := encode(begin(f.nonce, f.person, f.last), 0, Change{Letters: f.letters})
	fresh := f.path + ".new"
	if err := create(fresh, b); err != nil {
		os.Remove(fresh)
		return err
	}
	if f.file != nil {
		f.file.Close()
		f.file = nil
	}
	if err := replace(fresh, f.path); err != nil {
		os.Remove(fresh)
		return err
	}
	f.size, f.made = int64(len(b)), true
	if file, err := os.OpenFile(f.path, os.O_RDWR, 0o600); err == nil { // if not, the next Keep writes all anew
		f.file = file
	}
	return nil
}

// create makes a file with that content and waits for the disk.
func create(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(commit(f, b, 0), f.Close())
}

// Close lets go of the file. If every letter was answered there is nothing to
// keep, and it is removed.
func (f *File) Close() error {
	var err error
	if f.file != nil {
		err = f.file.Close()
	}
	if len(f.letters) == 0 {
		if f.made {
			err = errors.Join(err, os.Remove(f.path))
		}
		os.Remove(f.lock.Name()) // best effort: an empty file would stay
	}
	if err = errors.Join(err, f.lock.Close()); err != nil {
		return fmt.Errorf("keep unsent changes in %s: %w", f.path, err)
	}
	return nil
}
