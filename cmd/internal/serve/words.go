package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"parley/collab/eventlog"
	"parley/collab/wire"
)

// Sentence says what an error of Open means and what to do, in one sentence
// without its full stop; ok is false where it knows no better than the error.
func Sentence(err error) (words string, ok bool) {
	var where *fs.PathError
	switch {
	case errors.Is(err, eventlog.ErrInUse):
		return err.Error() + ": join that meeting, or give another directory with --data", true
	case errors.Is(err, eventlog.ErrFull):
		return err.Error() + ": make room, or give a directory on another disk with --data", true
	case errors.Is(err, ErrPortInUse):
		return err.Error() + ": give another one with --listen, such as --listen :7444", true
	case errors.Is(err, ErrNoAddress):
		return err.Error() + ": give HOST:PORT, or :PORT for every address of this machine", true
	case errors.Is(err, ErrNoDomain):
		return err.Error() + ": give the name by which others reach this machine, such as meet.example.org", true
	case errors.Is(err, ErrNoAuthority):
		return err.Error() + ": give its address, such as https://acme.example.org/directory", true
	case errors.Is(err, ErrNoCheckPort):
		return err.Error() + ": free it, or serve at 443 with --listen :443", true
	case errors.Is(err, ErrNoPublic):
		return err.Error() + ": give HOST or HOST:PORT", true
	case errors.Is(err, ErrSeveral):
		return err.Error() + ", which only a server can hold: serve it with parleyd --data, or give another directory", true
	case errors.Is(err, ErrNotServed):
		return err.Error() + ": start one with parleyd --data, or say which with --data", true
	case errors.Is(err, ErrNoSuchMeeting):
		return err.Error() + ": parleyd meetings lists those that it has", true
	case errors.Is(err, ErrNotHere):
		return err.Error() + ": give one of its own, or :PORT for all of them", true
	case errors.Is(err, ErrPortDenied):
		return err.Error() + ": give one above 1023 with --listen, such as --listen :7443", true
	case errors.Is(err, wire.ErrNewer):
		return err.Error() + ": open it with that one, or a newer one", true
	case errors.Is(err, ErrDamagedLog), errors.Is(err, eventlog.ErrDamaged):
		return err.Error() + ": put back a copy of the whole directory, or open another meeting with another --data", true
	case errors.As(err, &where) && unwritable(err):
		return fmt.Sprintf("the meeting cannot be kept at %s (%v): give a directory that can be written with --data", where.Path, where.Err), true
	}
	return "", false
}

// unwritable reports whether a path is at fault, and not what it holds.
func unwritable(err error) bool {
	for _, e := range []error{fs.ErrPermission, syscall.EROFS, syscall.ENOTDIR, syscall.ENOENT, syscall.EEXIST, syscall.ENAMETOOLONG} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
