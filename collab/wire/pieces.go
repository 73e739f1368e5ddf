package wire

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// A textBody is a draft and who wrote what of it, in columns: who writes a
// letter between every two of somebody else's makes a million pieces with
// twenty edits. As elements of an array they would be more than a reader takes;
// here they take two bytes each and cannot be more than the text has letters.
type textBody struct {
	_       struct{} `cbor:",toarray"`
	Whole   string
	Lengths []byte // of each piece, in code points: varints
	Authors []byte // of each piece: varints
}

func textOut(pieces []meeting.Piece) (b textBody) {
	var whole strings.Builder
	for _, p := range pieces {
		if p.Text == "" {
			continue
		}
		whole.WriteString(p.Text)
		b.Lengths = binary.AppendUvarint(b.Lengths, uint64(utf8.RuneCountInString(p.Text)))
		b.Authors = binary.AppendUvarint(b.Authors, uint64(p.By))
	}
	b.Whole = whole.String()
	return b
}

func textIn(b textBody) ([]meeting.Piece, error) {
	// No rune is shorter than a byte, and most drafts are far below the limit.
	if len(b.Whole) > delta.MaxLen && utf8.RuneCountInString(b.Whole) > delta.MaxLen || !text.IsClean(b.Whole) {
		return nil, fmt.Errorf("snapshot text of %d bytes: %w", len(b.Whole), ErrMalformed)
	}
	lengths, authors := thinReader{rest: b.Lengths}, thinReader{rest: b.Authors}
	var pieces []meeting.Piece
	rest := b.Whole
	for len(lengths.rest) > 0 {
		length, by := lengths.count(), authors.count()
		size := lead(rest, length)
		if lengths.bad || authors.bad || size == 0 || by > math.MaxUint32 {
			return nil, fmt.Errorf("snapshot text: piece %d: %w", len(pieces), ErrMalformed)
		}
		pieces = append(pieces, meeting.Piece{By: text.Author(by), Text: rest[:size]})
		rest = rest[size:]
	}
	if len(rest)+len(authors.rest) > 0 {
		return nil, fmt.Errorf("snapshot text: %d bytes by nobody: %w", len(rest), ErrMalformed)
	}
	return pieces, nil
}

// lead returns how many bytes the first n code points of s have, 0 if it has
// fewer.
func lead(s string, n uint64) int {
	if n > uint64(len(s)) {
		return 0
	}
	i := 0
	for ; n > 0; n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		if size == 0 {
			return 0
		}
		i += size
	}
	return i
}
