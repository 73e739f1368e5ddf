package keep

import "golang.org/x/sys/windows"

// replace puts the fresh file in the place of another, for good.
func replace(fresh, path string) error {
	from, err := windows.UTF16PtrFromString(fresh)
	if err != nil {
		return err
	}
	to, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	return windows.MoveFileEx(from, to, windows.MOVEFILE_REPLACE_EXISTING|windows.MOVEFILE_WRITE_THROUGH)
}
