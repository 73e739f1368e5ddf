package eventlog

import "golang.org/x/sys/unix"

// freeBytes is how much of dir's disk this user may still fill, where the
// system says.
func freeBytes(dir string) (uint64, bool) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return 0, false
	}
	return fs.Bavail * uint64(fs.Bsize), true
}
