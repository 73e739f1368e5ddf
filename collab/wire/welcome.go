package wire

import (
	"fmt"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/merge"
	"parley/collab/text"
)

type welcomeBody struct {
	_        struct{} `cbor:",toarray"`
	You      personBody
	Title    string
	Head     uint64
	At       int64
	Last     uint64
	Present  uint32
	Snapshot *snapshotBody
	Pass     []byte
	Clock    int64 // milliseconds since 1970
	Document uint32
}

type snapshotBody struct {
	_       struct{} `cbor:",toarray"`
	Title   string
	Head    uint64
	Next    uint32
	People  []personBody
	Chat    []chatBody
	TextAt  uint64
	Text    textBody
	Entries []entryBody
	Waiting bool

	Draft       *recordBody
	Proceedings *proceedingsBody
}

type chatBody struct {
	_      struct{} `cbor:",toarray"`
	Number uint64
	At     int64
	By     uint32
	Text   string
	For    *audienceBody // null: everybody
}

type entryBody struct {
	_      struct{} `cbor:",toarray"`
	At     uint64
	By     uint32
	Number uint64
	Base   uint64
	Delta  []byte   // of an edit
	Undo   []uint64 // of an undo
}

func welcomeOut(w meeting.Welcome) welcomeBody {
	body := welcomeBody{You: personOut(w.You), Title: w.Title, Head: w.Head, At: w.At.UnixMilli(), Last: w.Last, Present: uint32(w.Present), Pass: w.Pass[:], Clock: w.Clock.UnixMilli(), Document: uint32(w.Document)}
	if w.Snapshot != nil {
		body.Snapshot = snapshotOut(w.Snapshot)
	}
	return body
}

func snapshotOut(s *meeting.Snapshot) *snapshotBody {
	body := &snapshotBody{Title: s.Title, Head: s.Head, Next: uint32(s.Next), TextAt: s.TextAt, Text: textOut(s.Text), Waiting: s.Waiting,
		Draft: recordOut(s.Draft), Proceedings: proceedingsOut(&s.Proceedings)}
	for _, p := range s.People {
		body.People = append(body.People, personOut(p))
	}
	for _, l := range s.Chat {
		body.Chat = append(body.Chat, chatOut(l))
	}
	for _, e := range s.Entries {
		out := entryBody{At: e.At, By: uint32(e.By), Number: e.Number, Base: e.Base, Undo: e.Undo}
		if e.Undo == nil {
			out.Delta = e.Delta.AppendBinary(nil)
		}
		body.Entries = append(body.Entries, out)
	}
	return body
}

func welcomeIn(b []byte) (meeting.Welcome, error) {
	var body welcomeBody
	if err := decode(b, &body); err != nil {
		return meeting.Welcome{}, fmt.Errorf("welcome: %w", err)
	}
	you, err := personIn(body.You)
	if err != nil {
		return meeting.Welcome{}, fmt.Errorf("welcome: %w", err)
	}
	if len(body.Pass) != len(meeting.Pass{}) || body.Document > meeting.MaxDocuments {
		return meeting.Welcome{}, fmt.Errorf("welcome to document %d with a pass of %d bytes: %w", body.Document, len(body.Pass), ErrMalformed)
	}
	w := meeting.Welcome{Document: int(body.Document), Pass: meeting.Pass(body.Pass), You: you, Title: text.CleanLine(body.Title, meeting.MaxTitle), Head: body.Head, At: time.UnixMilli(body.At).UTC(), Clock: time.UnixMilli(body.Clock).UTC(), Last: body.Last, Present: int(body.Present)}
	if body.Snapshot != nil {
		if w.Snapshot, err = snapshotIn(body.Snapshot); err != nil {
			return meeting.Welcome{}, fmt.Errorf("welcome: %w", err)
		}
	}
	return w, nil
}

func snapshotIn(body *snapshotBody) (*meeting.Snapshot, error) {
	s := &meeting.Snapshot{Title: text.CleanLine(body.Title, meeting.MaxTitle), Head: body.Head, Next: text.Author(body.Next), TextAt: body.TextAt, Waiting: body.Waiting}
	for _, p := range body.People {
		person, err := personIn(p)
		if err != nil {
			return nil, err
		}
		s.People = append(s.People, person)
	}
	if len(body.Chat) > meeting.ChatKept {
		return nil, fmt.Errorf("snapshot with %d lines of chat: %w", len(body.Chat), ErrMalformed)
	}
	for _, l := range body.Chat {
		line, err := chatIn(l)
		if err != nil {
			return nil, err
		}
		s.Chat = append(s.Chat, line)
	}
	var err error
	if s.Proceedings, err = proceedingsIn(body.Proceedings); err != nil {
		return nil, err
	}
	pieces, err := textIn(body.Text)
	if err != nil {
		return nil, err
	}
	s.Text = pieces
	for _, e := range body.Entries {
		entry, err := entryIn(e)
		if err != nil {
			return nil, err
		}
		s.Entries = append(s.Entries, entry)
	}
	if s.Draft, err = recordIn(body.Draft); err != nil {
		return nil, err
	}
	return s, nil
}

func chatOut(l meeting.Line) chatBody {
	body := chatBody{Number: l.Number, At: l.At.UnixMilli(), By: uint32(l.By), Text: l.Text}
	if l.For != (meeting.Audience{}) {
		to := audienceOut(l.For)
		body.For = &to
	}
	return body
}

func chatIn(b chatBody) (l meeting.Line, err error) {
	l = meeting.Line{Number: b.Number, At: time.UnixMilli(b.At).UTC(), By: text.Author(b.By), Text: text.CleanLine(b.Text, meeting.MaxChat)}
	if b.For != nil {
		l.For, err = audienceIn(*b.For)
	}
	return l, err
}

func entryIn(b entryBody) (merge.Numbered, error) {
	e := merge.Numbered{At: b.At, Entry: merge.Entry{By: text.Author(b.By), Number: b.Number, Base: b.Base, Undo: b.Undo}}
	if b.Undo != nil {
		return e, nil
	}
	d, err := delta.Parse(b.Delta)
	if err != nil {
		return e, fmt.Errorf("snapshot entry %d: %w: %w", b.At, err, ErrMalformed)
	}
	for op := range d.Ops() {
		if !text.IsClean(op.Insert) {
			return e, fmt.Errorf("snapshot entry %d: %w", b.At, ErrMalformed)
		}
	}
	e.Delta = d
	return e, nil
}
