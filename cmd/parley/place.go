package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"parley/cmd/internal/serve"
	"parley/collab/ticket"
)

// placeOf is the directory in which the meeting about a file is kept: the same
// every time, so that hosting a file again goes on with its meeting. Without a
// file it is a new one. It is empty where there is no place for this user's
// data.
func placeOf(file string, now time.Time) string {
	meetings := serve.Home()
	if meetings == "" {
		return ""
	}
	if file == "" {
		return filepath.Join(meetings, "meeting-"+now.Format("2006-01-02-150405"))
	}
	path, err := filepath.Abs(file)
	if err != nil {
		path = file
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(meetings, plain(filepath.Base(path))+"-"+hex.EncodeToString(sum[:4]))
}

// usualPlace says in the help where a meeting is kept that is given no place.
func usualPlace() string {
	if home := serve.Home(); home != "" {
		return " (default: one for the file, under " + home + ")"
	}
	return ""
}

// unsentOf is the file that keeps what a person typed in a meeting until the
// server has it: the same for every link to that meeting, whatever its role or
// address, so that a new link sends what was written under an old one. It is
// empty where the system has no place for such a file.
func unsentOf(l ticket.Link, name string) string {
	if _, err := os.UserHomeDir(); err != nil && !filepath.IsAbs(os.Getenv("XDG_STATE_HOME")) {
		return ""
	}
	h := sha256.New()
	h.Write(l.Ticket.Payload.Meeting[:])
	h.Write(l.Fingerprint[:])
	h.Write([]byte(name))
	return filepath.Join(xdg.StateHome, "parley", "unsent-"+hex.EncodeToString(h.Sum(nil)[:16]))
}

// plain keeps of a file's name what is harmless in any file system.
func plain(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		return '_'
	}, name)
	return strings.TrimLeft(name[:min(len(name), 40)], ".")
}
