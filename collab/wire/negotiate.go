package wire

import (
	"fmt"
	"math"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
)

// The kinds of log entries about proposals. They are on disks: never renumber
// them.
const (
	kindProposed byte = iota + 20
	kindAmended
	kindRetracted
	kindReacted
	kindRemarked
	kindDecided
	kindUndecided
	kindObjectionsAsked
	kindObjectionsOpen
	kindRetained
	kindArranged

	kindNegotiationLast = kindArranged
)

// negotiates reports whether an entry of that kind is about proposals.
func negotiates(kind byte) bool { return kind >= kindProposed && kind <= kindNegotiationLast }

type wordingBody struct {
	_     struct{} `cbor:",toarray"`
	Kind  uint8
	Para  uint32
	After uint32
	Was   string
	Text  string
	Joins uint64
	Note  string
	For   string
}

type amendedBody struct {
	_        struct{} `cbor:",toarray"`
	Proposal uint32
	Wording  wordingBody
}

// aboutBody is what happens to a proposal, told by one number, or to a place.
type aboutBody struct {
	_        struct{} `cbor:",toarray"`
	Proposal uint32
	What     uint64
	Of       uint64
}

type remarkedBody struct {
	_        struct{} `cbor:",toarray"`
	Proposal uint32
	From, To uint32
	Text     string
}

type decidedBody struct {
	_        struct{} `cbor:",toarray"`
	Proposal uint32
	Para     uint32
	Outcome  uint8
	Author   uint32
	Delta    []byte // null: the text stays
}

func wordingOut(w draft.Wording) wordingBody {
	return wordingBody{Kind: uint8(w.Kind), Para: uint32(w.Para), After: uint32(w.After), Was: w.Was, Text: w.Text, Joins: w.Joins, Note: w.Note, For: w.For}
}

// wordingIn reads wording that can be shown: whether it fits the draft is for
// the meeting to say.
func wordingIn(b wordingBody) (draft.Wording, error) {
	w := draft.Wording{Kind: draft.Kind(b.Kind), Para: draft.ID(b.Para), After: draft.ID(b.After), Was: b.Was, Text: b.Text, Joins: b.Joins, Note: b.Note, For: b.For}
	switch {
	case !w.Kind.Valid(), len(w.Was) > draft.MaxWording, len(w.Text) > draft.MaxWording,
		!text.IsClean(w.Was), !text.IsClean(w.Text), strings.Contains(w.Was+w.Text, "\n"),
		w.Note != "" && !isLine(w.Note, draft.MaxNote), w.For != "" && !isLine(w.For, draft.MaxFor):
		return draft.Wording{}, fmt.Errorf("wording of kind %d: %w", b.Kind, ErrMalformed)
	}
	return w, nil
}

func encodeNegotiation(w meeting.What) (kind byte, what cbor.RawMessage, err error) {
	var v any
	switch w := w.(type) {
	case meeting.Proposed:
		kind, v = kindProposed, wordingOut(w.Wording)
	case meeting.Amended:
		kind, v = kindAmended, amendedBody{Proposal: uint32(w.Proposal), Wording: wordingOut(w.Wording)}
	case meeting.Retracted:
		kind, v = kindRetracted, uint32(w.Proposal)
	case meeting.Reacted:
		kind, v = kindReacted, aboutBody{Proposal: uint32(w.Proposal), What: uint64(w.Stance)}
	case meeting.Remarked:
		kind, v = kindRemarked, remarkedBody{Proposal: uint32(w.Proposal), From: uint32(w.From), To: uint32(w.To), Text: w.Text}
	case meeting.Decided:
		kind, v = kindDecided, decidedOut(w)
	case meeting.Undecided:
		kind, v = kindUndecided, aboutBody{Proposal: uint32(w.Proposal), What: uint64(w.Author), Of: w.Of}
	case meeting.ObjectionsAsked:
		kind, v = kindObjectionsAsked, aboutBody{Proposal: uint32(w.Proposal), What: flag(w.Off)}
	case meeting.ObjectionsOpen:
		kind, v = kindObjectionsOpen, aboutBody{Proposal: uint32(w.Proposal), What: uint64(w.Seen), Of: uint64(w.Of)}
	case meeting.Retained:
		kind, v = kindRetained, aboutBody{What: uint64(w.At), Of: flag(w.Off)}
	case meeting.Arranged:
		kind, v = kindArranged, aboutBody{What: uint64(w.Profile), Of: uint64(w.Writers)}
	}
	what, err = encoding.Marshal(v)
	return kind, what, err
}

func flag(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

func decidedOut(d meeting.Decided) decidedBody {
	b := decidedBody{Proposal: uint32(d.Proposal), Para: uint32(d.Para), Outcome: uint8(d.Outcome), Author: uint32(d.Author)}
	if d.Delta.Changes() {
		b.Delta = d.Delta.AppendBinary(nil)
	}
	return b
}

func decodeNegotiation(kind byte, b []byte) (meeting.What, error) {
	switch kind {
	case kindProposed:
		var body wordingBody
		if err := decode(b, &body); err != nil {
			return nil, err
		}
		w, err := wordingIn(body)
		return meeting.Proposed{Wording: w}, err
	case kindAmended:
		var body amendedBody
		if err := decode(b, &body); err != nil {
			return nil, err
		}
		w, err := wordingIn(body.Wording)
		return meeting.Amended{Proposal: int(body.Proposal), Wording: w}, err
	case kindRetracted:
		var n uint32
		err := decode(b, &n)
		return meeting.Retracted{Proposal: int(n)}, err
	case kindRemarked:
		var body remarkedBody
		if err := decode(b, &body); err != nil {
			return nil, err
		}
		if !isLine(body.Text, draft.MaxNote) || body.From > delta.MaxLen || body.To > delta.MaxLen {
			return nil, fmt.Errorf("a remark: %w", ErrMalformed)
		}
		return meeting.Remarked{Proposal: int(body.Proposal), From: int(body.From), To: int(body.To), Text: body.Text}, nil
	case kindDecided:
		return decidedIn(b)
	}
	var body aboutBody
	if err := decode(b, &body); err != nil {
		return nil, err
	}
	return aboutIn(kind, body)
}

func decidedIn(b []byte) (meeting.What, error) {
	var body decidedBody
	if err := decode(b, &body); err != nil {
		return nil, err
	}
	d := meeting.Decided{Proposal: int(body.Proposal), Para: draft.ID(body.Para), Outcome: draft.Outcome(body.Outcome), Author: text.Author(body.Author)}
	if !d.Outcome.Valid() {
		return nil, fmt.Errorf("outcome %d: %w", body.Outcome, ErrMalformed)
	}
	var err error
	if body.Delta != nil {
		d.Delta, err = cleanDelta(body.Delta)
	}
	return d, err
}

// aboutIn reads what is told by numbers.
func aboutIn(kind byte, b aboutBody) (meeting.What, error) {
	n := int(b.Proposal)
	switch {
	case kind == kindReacted && b.What <= math.MaxUint8 && draft.Stance(b.What).Valid():
		return meeting.Reacted{Proposal: n, Stance: draft.Stance(b.What)}, nil
	case kind == kindUndecided && b.What <= math.MaxUint32:
		return meeting.Undecided{Proposal: n, Author: text.Author(b.What), Of: b.Of}, nil
	case kind == kindObjectionsAsked && b.What <= 1:
		return meeting.ObjectionsAsked{Proposal: n, Off: b.What == 1}, nil
	case kind == kindObjectionsOpen && b.What <= 1<<20 && b.Of <= 1<<20:
		return meeting.ObjectionsOpen{Proposal: n, Seen: int(b.What), Of: int(b.Of)}, nil
	case kind == kindRetained && b.What <= delta.MaxLen && b.Of <= 1:
		return meeting.Retained{At: int(b.What), Off: b.Of == 1}, nil
	case kind == kindArranged && b.What <= math.MaxUint8 && draft.Profile(b.What).Valid() && b.Of <= uint64(draft.Editors):
		return meeting.Arranged{Settings: draft.Settings{Profile: draft.Profile(b.What), Writers: draft.Writers(b.Of)}}, nil
	}
	return nil, fmt.Errorf("kind %d about proposal %d: %w", kind, n, ErrMalformed)
}
