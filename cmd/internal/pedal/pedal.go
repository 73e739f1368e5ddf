// Package pedal opens and closes the microphone of a meeting from another
// program of the same person: a foot pedal, a headset's button, a desktop's
// shortcut. Each meeting listens on a socket of its own in a directory that
// nobody else may enter; who rings finds them all there.
package pedal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// An Order is what is to be done with the microphone.
type Order string

// The orders. Ask changes nothing.
const (
	On     Order = "on"
	Off    Order = "off"
	Toggle Order = "toggle"
	Ask    Order = "ask"
)

// An Answer is what came of an order.
type Answer struct {
	Title   string `json:"title"` // of the meeting
	Person  string `json:"person"`
	Talking bool   `json:"talking"`
	Refused string `json:"refused,omitempty"` // why it was not done, or could not be opened if that was asked, in words
}

// within is how long a meeting may take to answer. It is on this machine.
const within = 3 * time.Second

// longest is how many bytes an order or an answer may have.
const longest = 4096

// ErrUnsafe says that the directory of the sockets belongs to somebody else, or
// lets others in.
var ErrUnsafe = errors.New("the directory for the sockets is not this user's alone")

// Dir is where the sockets are: under XDG_RUNTIME_DIR, which the system makes for
// this user alone, or else in a directory for temporary files.
func Dir() string {
	if runtime := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) {
		return filepath.Join(runtime, "parley")
	}
	return filepath.Join(os.TempDir(), "parley-"+strconv.Itoa(os.Getuid()))
}

// A Bell is where a meeting is rung.
type Bell struct {
	listener net.Listener
	path     string
}

// Hang makes the socket of this process in a directory, which is made if it is
// not there.
func Hang(dir string) (*Bell, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the directory for the socket: %w", err)
	}
	if err := own(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, strconv.Itoa(os.Getpid())+".mic")
	_ = os.Remove(path) // of a process that had our number before
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("make the socket for the microphone: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, fmt.Errorf("make the socket for the microphone: %w", err)
	}
	return &Bell{l, path}, nil
}

// Serve answers those who ring, one after the other, until the bell is closed.
func (b *Bell) Serve(do func(Order) Answer) {
	for {
		c, err := b.listener.Accept()
		if err != nil {
			return
		}
		answer(c, do)
	}
}

func answer(c net.Conn, do func(Order) Answer) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(within))
	var o Order
	if err := receive(c, &o); err != nil {
		return
	}
	switch o {
	case On, Off, Toggle, Ask:
		_ = json.NewEncoder(c).Encode(do(o)) // who rang may have gone
	}
}

// receive reads one line.
func receive(c net.Conn, into any) error {
	r := bufio.NewReaderSize(c, longest)
	line, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(line, into)
}

// Close ends Serve and takes the socket away.
func (b *Bell) Close() error {
	err := b.listener.Close()
	_ = os.Remove(b.path) // closing has done it, as a rule
	return err
}

// A Meeting is one that can be rung.
type Meeting struct {
	Answer
	path string
}

// Meetings asks all meetings whose sockets are in a directory. Sockets that
// nobody listens at any more are taken away.
func Meetings(dir string) ([]Meeting, error) {
	switch err := own(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.mic"))
	if err != nil {
		return nil, err
	}
	var all []Meeting
	for _, path := range paths {
		if a, err := ring(path, Ask); err == nil {
			all = append(all, Meeting{a, path})
		}
	}
	return all, nil
}

// Ring gives a meeting an order.
func (m Meeting) Ring(o Order) (Answer, error) { return ring(m.path, o) }

func ring(path string, o Order) (a Answer, err error) {
	c, err := net.DialTimeout("unix", path, within)
	if err != nil {
		if refused(err) {
			_ = os.Remove(path)
		}
		return a, fmt.Errorf("ring the meeting: %w", err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(within))
	if err := json.NewEncoder(c).Encode(o); err != nil {
		return a, fmt.Errorf("ring the meeting: %w", err)
	}
	if err := receive(c, &a); err != nil {
		return a, fmt.Errorf("ring the meeting: %w", err)
	}
	return a, nil
}
