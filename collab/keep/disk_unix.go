//go:build unix

package keep

import (
	"os"
	"path/filepath"
)

// replace puts the fresh file in the place of another, for good: the directory
// is on the disk when it returns.
func replace(fresh, path string) error {
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return synced(dir)
}
