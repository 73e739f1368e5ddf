package serve

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
)

// addressFile has the address that links led to when the meeting was served
// last, and on a line of its own the one for clients on the same machine: for
// those who make links beside the server.
const addressFile = "address"

// noteAddress writes the addresses down. Without them links are still made where
// the address is said.
func (s *Server) noteAddress() {
	if s.config.Aside {
		return
	}
	if err := os.WriteFile(filepath.Join(s.config.Data, addressFile), []byte(s.public()+"\n"+s.local()+"\n"), 0o600); err != nil {
		s.config.Log.Warn("the address for links is not noted", "why", err)
	}
}

// notedAddress returns the address that was written down: for others, or for
// clients on this machine.
func notedAddress(dir string, here bool) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, addressFile))
	if err != nil {
		return "", fmt.Errorf("make a link to the meeting in %s: %w", dir, ErrNoAddressKept)
	}
	public, local, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	if local = strings.TrimSpace(local); here && local != "" {
		return local, nil
	}
	return strings.TrimSpace(public), nil
}

// OwnLink makes a link to a meeting that is being served from a directory, for
// a client on this machine. It is good for an hour.
func OwnLink(dir, name string, role meeting.Role, now time.Time) (ticket.Link, error) {
	here, err := notedAddress(dir, true)
	if err != nil {
		return ticket.Link{}, err
	}
	return Invite(dir, name, here, meeting.Invitation{Role: role, Lasts: time.Hour}, now)
}

// ErrNoAddressKept reports a directory that does not say where its meeting is
// served.
var ErrNoAddressKept = errors.New("it does not say by what address others reach it: say it with --public HOST:PORT")

// Invite makes a link to a meeting that is kept in a directory, whether or not
// it is being served. name is the meeting's ID; empty: the only one that is
// open. public is the address by which others reach it; empty: as it was served
// last.
func Invite(dir, name, public string, i meeting.Invitation, now time.Time) (ticket.Link, error) {
	none := ticket.Link{}
	if err := i.Check(); err != nil {
		return none, err
	}
	id, err := keptIn(dir, name)
	if err != nil {
		return none, err
	}
	key, err := ticket.LoadKey(dir)
	if err != nil {
		return none, damaged(filepath.Join(dir, keyFile), err)
	}
	cert, err := ticket.LoadCertificate(dir)
	if err != nil {
		return none, damaged(filepath.Join(dir, certificateFile), err)
	}
	if public, err = addressFor(dir, public); err != nil {
		return none, err
	}
	p := ticket.Payload{Meeting: id, Role: uint8(i.Role), Nonce: ticket.NewNonce()}
	if i.Lasts > 0 {
		p.Expires = now.Add(i.Lasts)
	}
	link := ticket.Link{Host: public, Ticket: key.IssueTo(p, i.For), Fingerprint: ticket.Fingerprint(cert)}
	if got, err := ticket.ParseLink(link.String()); err != nil || got.Host != public {
		return none, fmt.Errorf("--public %q: %w", public, ErrNoPublic)
	}
	return link, nil
}

// addressFor returns the address for a link to what a directory keeps. What
// public does not say, the port or all of it, is as it was served last.
func addressFor(dir, public string) (string, error) {
	if _, _, err := net.SplitHostPort(public); err == nil {
		return public, nil
	}
	noted, err := notedAddress(dir, false)
	if err != nil || public == "" {
		return noted, err
	}
	_, port, err := net.SplitHostPort(noted)
	if err != nil {
		return "", fmt.Errorf("make a link to the meeting in %s: %w", dir, ErrNoAddressKept)
	}
	return net.JoinHostPort(public, port), nil
}

// keptIn returns the meeting of that name that a directory keeps, or the only
// one that is open.
func keptIn(dir, name string) (id ID, err error) {
	names := eventlog.Kept(filepath.Join(dir, "log"))
	if len(names) == 0 || gone(filepath.Join(dir, keyFile)) || gone(filepath.Join(dir, certificateFile)) {
		return id, fmt.Errorf("there is no meeting in %s: give the directory with which it is hosted, or a chair's link instead", dir)
	}
	var all, open []ID
	for _, n := range names {
		if id, ok := parseID(n); ok {
			if all = append(all, id); gone(filepath.Join(dir, closedDir, n)) {
				open = append(open, id)
			}
		}
	}
	if name != "" {
		if id, ok := parseID(name); ok && slices.Contains(all, id) {
			return id, nil
		}
		return id, fmt.Errorf("there is no meeting %q in %s: parleyd meetings --data %s lists those of the server that runs", text.CleanLine(name, 100), dir, dir)
	}
	switch {
	case len(open) > 1:
		return id, fmt.Errorf("there are %d meetings in %s: say which with --meeting ID; parleyd meetings --data %s lists them, while the server runs", len(open), dir, dir)
	case len(open) == 1:
		return open[0], nil
	case len(all) > 0:
		return id, fmt.Errorf("every meeting in %s is closed: reopen one with parleyd reopen, or say which with --meeting ID", dir)
	}
	return id, fmt.Errorf("there is no meeting in %s", dir)
}
