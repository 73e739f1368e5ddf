package wire

import (
	"encoding/binary"
	"fmt"
)

// kindAskTogether is several messages of a client in one, thinned in their
// order: before each its length as a varint.
const kindAskTogether byte = 61

// MaxAskedTogether is how many messages of a client one message holds at most:
// they are a second of work for a server's disk.
const MaxAskedTogether = 4096

// AskTogether returns one message that says what all the thinned messages of a
// client say. ok is false if that would not be shorter than sending each by
// itself, if one is not Small, or they are more than MaxTogether or
// MaxAskedTogether.
func AskTogether(thin [][]byte) (message []byte, ok bool) {
	const apart = 6 // bytes that the head of a client's short WebSocket message takes (RFC 6455, 5.2)
	var plain []byte
	alone := 0
	for _, m := range thin {
		plain = append(binary.AppendUvarint(plain, uint64(len(m))), m...)
		if alone += apart + len(m); !Small(m) {
			return nil, false
		}
	}
	if alone > MaxTogether || len(thin) > MaxAskedTogether {
		return nil, false
	}
	message = compressor.EncodeAll(plain, []byte{kindAskTogether | packed})
	return message, len(message)+2*apart < alone
}

// together reads what AskTogether wrote.
func (a *Asking) together(message []byte) (all Together, err error) {
	_, plain, err := unseal(message, MaxCommand, unfoldTogether)
	if err != nil {
		return nil, err
	}
	if len(plain) > 2*MaxTogether {
		return nil, fmt.Errorf("messages together of %d bytes: %w", len(plain), ErrMalformed)
	}
	r := thinReader{rest: plain}
	for len(r.rest) > 0 {
		one, ok := r.bytes(r.count())
		if !ok || len(one) == 0 || !Small(one) || one[0] == kindAskTogether || len(all) == MaxAskedTogether { // no message unfolds twice
			return nil, fmt.Errorf("messages together: %w", ErrMalformed)
		}
		frame, err := a.Parse(one)
		if err != nil {
			return nil, err
		}
		all = append(all, frame)
	}
	return all, nil
}
