package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"parley/collab/ticket"
)

// The files, as the ticket package names them, without which the links that
// were sent are worthless.
const (
	keyFile         = "tickets.key"
	certificateFile = "server.pem"
)

// openIdentity reads the key and the certificate that make the links, or makes
// both. Of a meeting that is begun one of them is never made anew in silence:
// it would make all links worthless that were sent, when the file may only
// have been forgotten in a copy.
func (s *Server) openIdentity(begun bool) (err error) {
	key, certificate := filepath.Join(s.config.Data, keyFile), filepath.Join(s.config.Data, certificateFile)
	switch noKey, noCertificate := gone(key), gone(certificate); {
	case begun && noKey && noCertificate:
		s.NewLinks = true
	case begun && noKey:
		return lacking(key, certificate)
	case begun && noCertificate:
		return lacking(certificate, key)
	}
	if s.key, err = ticket.LoadKey(s.config.Data); err != nil {
		return damaged(key, err)
	}
	if s.cert, err = ticket.LoadCertificate(s.config.Data); err != nil {
		return damaged(certificate, err)
	}
	return nil
}

func gone(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

func lacking(path, other string) error {
	return fmt.Errorf("%s is missing, and without it the links of the meeting are worthless: put back a copy of it, or remove %s too to go on with new links", path, other)
}

// damaged says what to do about a file that is there and can be read, but not
// understood; other errors are as they were.
func damaged(path string, err error) error {
	if gone(path) || errors.As(err, new(*fs.PathError)) {
		return err
	}
	return fmt.Errorf("%s is damaged or not a file of Parley's: put back a copy of it, or open another meeting with another --data", path)
}
