package wire

import (
	"fmt"

	"parley/collab/meeting"
)

// kindTogether is several messages of a server in one, in columns. Small events
// are much like each other: compressed together they take a quarter of what
// they do one by one.
const kindTogether byte = 60

// MaxTogether is the most bytes that the messages sent together may have before
// they are compressed.
const MaxTogether = 256 << 10

// unfoldTogether unfolds what is sent together: lengths may come on top.
var unfoldTogether = unfolder(2 * MaxTogether)

// Small reports whether a message may be sent together with others. One that is
// long is compressed by itself already.
func Small(message []byte) bool { return len(message) < compressFrom && message[0]&packed == 0 }

// Together are frames that came in one message, in their order.
type Together []any

// AppendTogether appends one message that says what all the messages say, which
// are a server's, all of them Small and none a welcome or itself several. It
// returns dst as it was, and false, if that would not be shorter than sending
// each by itself, or they are more than MaxTogether.
func AppendTogether(dst []byte, messages [][]byte) ([]byte, bool) {
	const apart = 2 // bytes that the head of a short WebSocket message takes (RFC 6455, 5.2)
	alone := 0
	for _, m := range messages {
		alone += apart + len(m)
	}
	if alone > MaxTogether {
		return dst, false
	}
	t := newTable()
	for _, m := range messages {
		t.add(m)
	}
	start := len(dst)
	dst = compressor.EncodeAll(t.bytes(), append(dst, kindTogether|packed))
	if len(dst)-start+2*apart > alone {
		return dst[:start], false
	}
	return dst, true
}

// together reads what AppendTogether wrote.
func (h *Hearing) together(message []byte) (all Together, err error) {
	_, plain, err := unseal(message, MaxFrame, unfoldTogether)
	if err != nil {
		return nil, err
	}
	if len(plain) > 2*MaxTogether {
		return nil, fmt.Errorf("messages together of %d bytes: %w", len(plain), ErrMalformed)
	}
	err = messages(plain, func(one []byte) error {
		if !Small(one) || one[0] == kindTogether { // no message unfolds twice
			return fmt.Errorf("messages together, one of them of kind %d: %w", one[0], ErrMalformed)
		}
		frame, err := h.Parse(one, 0)
		if err != nil {
			return err
		}
		if _, begins := frame.(meeting.Welcome); begins {
			return fmt.Errorf("a welcome among messages together: %w", ErrMalformed)
		}
		all = append(all, frame)
		return nil
	})
	return all, err
}
