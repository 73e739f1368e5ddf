package linear

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"parley/tui/word"
)

// write puts the draft as it is now into a file: whole or not at all.
func (f *front) write(file string) error {
	content := f.draft.Text().String()
	if err := ReplaceFile(file, []byte(content)); err != nil {
		var where *fs.PathError
		if errors.As(err, &where) {
			err = where.Err
		}
		return fmt.Errorf(word.Say("the draft could not be written to %s: %w; give another file"), file, err)
	}
	f.out.say(f.here(wrote{"wrote", file, uint64(f.draft.Version()), len(content)}))
	return nil
}

// ReplaceFile writes a file beside the one named and then gives it that name,
// so that a full disk never costs the file that was there. What is not a plain
// file (a pipe, /dev/stdout) is written to as it is.
func ReplaceFile(name string, content []byte) (err error) {
	mode := fs.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if st, err := os.Stat(name); err == nil {
		if !st.Mode().IsRegular() {
			return os.WriteFile(name, content, mode)
		}
		mode = st.Mode().Perm()
	}
	t, err := os.CreateTemp(filepath.Dir(name), ".parley-*")
	if err != nil {
		return err
	}
	defer os.Remove(t.Name())
	_, err = t.Write(content)
	err = errors.Join(err, t.Chmod(mode), t.Sync(), t.Close())
	if err != nil {
		return err
	}
	return os.Rename(t.Name(), name)
}
