package archive

import (
	"encoding/binary"
	"fmt"

	"parley/collab/meeting"
)

// magic begins every archive; its last byte is the version of the form.
const magic = "parley past\x01"

// Append appends the archive of a meeting: its newest state, in whatever form
// the caller gave it, and its sealed past. It panics if the past is not
// sealed.
func Append(dst, state []byte, past *Past) []byte {
	if len(past.open.changes) > 0 {
		panic("archive: the past is not sealed")
	}
	dst = append(dst, magic...)
	dst = append(binary.AppendUvarint(dst, uint64(len(state))), state...)
	for _, b := range past.blocks {
		dst = binary.AppendUvarint(dst, b.first)
		dst = binary.AppendUvarint(dst, b.last-b.first)
		dst = binary.AppendUvarint(dst, uint64(b.changes))
		dst = append(binary.AppendUvarint(dst, uint64(len(b.bytes))), b.bytes...)
	}
	return dst
}

// Parse reads what Append wrote. The past is not unfolded before somebody
// asks for it, so that the state is there at once; what is wrong in there is
// said then. The error wraps ErrMalformed.
func Parse(b []byte) (state []byte, past *Past, err error) {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		return nil, nil, fmt.Errorf("%d bytes that do not begin as one does: %w", len(b), ErrMalformed)
	}
	in := &reader{rest: b[len(magic):]}
	state = in.bytes(in.count(len(in.rest)))
	past = &Past{}
	for last := meeting.Version(0); len(in.rest) > 0 && !in.bad; {
		first, length := in.uint(), in.uint()
		block := block{first: first, last: first + length, changes: in.count(maxChanges)}
		block.bytes = in.bytes(in.count(len(in.rest)))
		if block.first <= last || block.last < block.first || block.changes == 0 || uint64(block.changes-1) > length {
			in.bad = true
		}
		last = block.last
		past.blocks = append(past.blocks, block)
	}
	if in.bad {
		return nil, nil, fmt.Errorf("parse an archive: %w", ErrMalformed)
	}
	return state, past, nil
}
