package keep

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"time"
)

// A file is a header and records. The header is the magic and how long the
// good part of the file is, written over with each commit, so that a file whose
// end was lost is known for one. A record is the length of its body (4 bytes),
// the CRC-32C of its place and body (4 bytes), and the body: a kind byte and
// what the kind says. All numbers of fixed size are big-endian.
const (
	magic      = "parley unsent 1\n"
	headerSize = len(magic) + 12 // the good length (8 bytes) and its CRC-32C (4)
	recordHead = 8
	maxBody    = MaxFrame + 64
)

// The kinds of records. They are on disks: never renumber them.
const (
	kindSession  byte = iota + 1 // nonce, 16 bytes; the greatest number kept so far
	kindPerson                   // the person's number
	kindLetter                   // number, base, milliseconds since 1970, frame
	kindAnswered                 // number
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // RFC 3720, B.4

// errDamage reports a file that does not hold what was written.
var errDamage = errors.New("the file is damaged")

func isDamage(err error) bool { return errors.Is(err, errDamage) }

// weight is how many bytes of a file a letter takes, nearly.
func weight(l Letter) int64 { return int64(len(l.Frame)) + recordHead + 20 }

// begin returns the beginning of a file, the length in it still to be filled in.
func begin(nonce [16]byte, person uint32, last uint64) []byte {
	b := append([]byte(magic), make([]byte, 12)...)
	b = record(b, 0, binary.AppendUvarint(append([]byte{kindSession}, nonce[:]...), last))
	if person != 0 {
		b = record(b, 0, binary.AppendUvarint([]byte{kindPerson}, uint64(person)))
	}
	return b
}

// encode appends the records of the change to dst, which stands at place at of
// the file.
func encode(dst []byte, at int64, c Change) []byte {
	if c.Person != 0 {
		dst = record(dst, at, binary.AppendUvarint([]byte{kindPerson}, uint64(c.Person)))
	}
	for _, l := range c.Letters {
		body := binary.AppendUvarint([]byte{kindLetter}, l.Number)
		body = binary.AppendUvarint(body, l.Base)
		body = binary.AppendUvarint(body, uint64(max(l.At.UnixMilli(), 0)))
		dst = record(dst, at, append(body, l.Frame...))
	}
	for _, n := range c.Answered {
		dst = record(dst, at, binary.AppendUvarint([]byte{kindAnswered}, n))
	}
	return dst
}

func record(dst []byte, at int64, body []byte) []byte {
	place := at + int64(len(dst))
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(body)))
	dst = binary.BigEndian.AppendUint32(dst, sum(place, body))
	return append(dst, body...)
}

// sum is the check of a body. Its place is in it, so that no record is taken
// for another one's.
func sum(place int64, body []byte) uint32 {
	var at [8]byte
	binary.BigEndian.PutUint64(at[:], uint64(place))
	return crc32.Update(crc32.Checksum(at[:], castagnoli), castagnoli, body)
}

// commit writes b at a place, which becomes the end of the good part, and
// waits for the disk.
func commit(f *os.File, b []byte, at int64) error {
	if _, err := f.WriteAt(b, at); err != nil {
		return err
	}
	if err := seal(f, at+int64(len(b))); err != nil {
		return err
	}
	return synced(f)
}

// synced waits until a file, or a directory, is on the disk. Tests listen in.
var synced = (*os.File).Sync

// seal says in the header how long the good part is.
func seal(f *os.File, size int64) error {
	b := binary.BigEndian.AppendUint64(nil, uint64(size))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	_, err := f.WriteAt(b, int64(len(magic)))
	return err
}

// load reads the file and returns how long it is good. With an error that
// isDamage knows, what was good before the damage is taken in.
func (f *File) load() (int64, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() > maxFile {
		return 0, fmt.Errorf("%w: more than %d bytes", errDamage, maxFile)
	}
	b, err := io.ReadAll(io.LimitReader(file, maxFile))
	if err != nil {
		return 0, err
	}
	return f.read(b)
}

func (f *File) read(b []byte) (int64, error) {
	if len(b) <= headerSize || string(b[:len(magic)]) != magic {
		return 0, fmt.Errorf("%w: it does not begin as one of ours", errDamage)
	}
	said, check := b[len(magic):headerSize-4], b[headerSize-4:headerSize]
	whole := crc32.Checksum(said, castagnoli) == binary.BigEndian.Uint32(check)
	at := headerSize
	for at < len(b) {
		n, err := f.readRecord(b, at)
		if err != nil {
			return int64(at), fmt.Errorf("%w at byte %d: %w", errDamage, at, err)
		}
		at += n
	}
	switch {
	case !whole:
		return int64(at), fmt.Errorf("%w: its length cannot be read", errDamage)
	case uint64(at) < binary.BigEndian.Uint64(said):
		return int64(at), fmt.Errorf("%w: its end is missing, after byte %d", errDamage, at)
	case f.nonce == [16]byte{}:
		return int64(at), fmt.Errorf("%w: it names no session", errDamage)
	}
	return int64(at), nil
}

// readRecord takes in the record at a place of the file and returns its length.
func (f *File) readRecord(b []byte, at int) (int, error) {
	rest := b[at:]
	if len(rest) < recordHead {
		return 0, io.ErrUnexpectedEOF
	}
	size := int64(binary.BigEndian.Uint32(rest))
	if size == 0 || size > maxBody || size > int64(len(rest)-recordHead) {
		return 0, io.ErrUnexpectedEOF
	}
	body := rest[recordHead:][:size]
	if sum(int64(at), body) != binary.BigEndian.Uint32(rest[4:]) {
		return 0, errors.New("a record is not what was written")
	}
	return recordHead + int(size), f.takeRecord(body[0], body[1:])
}

var errSense = errors.New("a record makes no sense")

// takeRecord takes in what one record says.
func (f *File) takeRecord(kind byte, b []byte) error {
	first := f.nonce == [16]byte{}
	if kind == kindSession {
		if !first || len(b) < 16 {
			return errSense
		}
		f.nonce = [16]byte(b)
		last, n := binary.Uvarint(b[16:])
		if f.last = last; n <= 0 {
			return errSense
		}
		return nil
	}
	v, n := binary.Uvarint(b)
	if first || n <= 0 {
		return errSense
	}
	switch b = b[n:]; kind {
	case kindPerson:
		f.person = uint32(v)
	case kindAnswered:
		f.answered(v)
	case kindLetter:
		return f.takeLetter(v, b)
	default:
		return errSense
	}
	return nil
}

func (f *File) takeLetter(number uint64, b []byte) error {
	base, n := binary.Uvarint(b)
	if n <= 0 || len(f.letters) > 0 && number <= f.letters[len(f.letters)-1].Number {
		return errSense
	}
	milli, m := binary.Uvarint(b[n:])
	if m <= 0 || milli > 1<<62 {
		return errSense
	}
	l := Letter{number, base, time.UnixMilli(int64(milli)), b[n+m:]}
	f.letters, f.last = append(f.letters, l), max(f.last, number)
	f.live += weight(l)
	return nil
}

// answered takes a letter out; from the front, the common case, nothing is moved.
func (f *File) answered(number uint64) {
	for i, l := range f.letters {
		switch {
		case l.Number == number && i == 0:
			f.letters, f.live = f.letters[1:], f.live-weight(l)
			return
		case l.Number == number:
			f.letters, f.live = append(f.letters[:i:i], f.letters[i+1:]...), f.live-weight(l)
			return
		case l.Number > number:
			return
		}
	}
}
