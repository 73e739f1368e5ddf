package wire

import (
	"fmt"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
)

type proceedingsBody struct {
	_          struct{} `cbor:",toarray"`
	Mode       uint8
	Closed     bool
	Limit      uint32 // seconds
	Last       uint32
	List       []requestBody
	Turn       *turnBody
	Adjourned  bool
	Agenda     []string
	Item       uint32
	Hands      *handsBody
	Captions   []captionBody
	Statements []statementBody
	Ready      []readyBody
	Documents  []listedBody
	Before     uint32
	Shut       []uint32 // documents, by their numbers
}

type readyBody struct {
	_       struct{} `cbor:",toarray"`
	Request uint32
	By      uint32
	Text    string
}

type memberBody struct {
	_          struct{} `cbor:",toarray"`
	Person     uint32
	Delegation string
	Vouched    bool
}

type requestBody struct {
	_      struct{} `cbor:",toarray"`
	Number uint32
	By     memberBody
	Kind   uint8
	On     string
	Note   string
	For    string
	At     int64
	Used   int64 // ms
	Back   bool
}

type turnBody struct {
	_       struct{} `cbor:",toarray"`
	Request requestBody
	Since   int64
	Limit   uint32 // seconds
}

type handsBody struct {
	_        struct{} `cbor:",toarray"`
	Number   uint64
	Question string
	Open     bool
	Shown    []shownBody
}

type shownBody struct {
	_      struct{} `cbor:",toarray"`
	By     memberBody
	Choice uint8
}

type captionBody struct {
	_       struct{} `cbor:",toarray"`
	Number  uint64
	At      int64
	By      uint32
	Speaker string
	Text    string
}

type statementBody struct {
	_      struct{} `cbor:",toarray"`
	Number uint64
	At     int64
	By     memberBody
	On     string
	Text   string
	Done   bool
}

func memberOut(m floor.Member) memberBody {
	return memberBody{Person: uint32(m.Person), Delegation: m.Delegation, Vouched: m.Vouched}
}

func memberIn(b memberBody) floor.Member {
	return floor.Member{Person: text.Author(b.Person), Delegation: text.CleanLine(b.Delegation, meeting.MaxName), Vouched: b.Vouched}
}

func requestOut(r floor.Request) requestBody {
	return requestBody{Number: r.Number, By: memberOut(r.By), Kind: uint8(r.Kind), On: r.On, Note: r.Note, For: r.For,
		At: r.At.UnixMilli(), Used: r.Used.Milliseconds(), Back: r.Back}
}

func requestIn(b requestBody) (floor.Request, error) {
	r := floor.Request{Number: b.Number, By: memberIn(b.By), Kind: floor.Kind(b.Kind), On: b.On, Note: b.Note, For: b.For,
		At: time.UnixMilli(b.At).UTC(), Used: time.Duration(b.Used) * time.Millisecond, Back: b.Back}
	if !(floor.Ask{Kind: r.Kind, On: r.On, Note: r.Note, For: r.For}).Sound() || b.Used < 0 || b.Used > maxUsed {
		return r, fmt.Errorf("a request for the floor: %w", ErrMalformed)
	}
	return r, nil
}

// maxUsed bounds how long somebody has had the floor, in ms: a year.
const maxUsed = int64(366 * 24 * time.Hour / time.Millisecond)

func proceedingsOut(p *meeting.Proceedings) *proceedingsBody {
	f := &p.Floor
	body := &proceedingsBody{Mode: uint8(f.Mode), Closed: f.Closed, Limit: uint32(f.Limit / time.Second), Last: f.Last,
		Adjourned: p.Adjourned, Agenda: p.Agenda, Item: uint32(p.Item)}
	for _, r := range f.List {
		body.List = append(body.List, requestOut(r))
	}
	if t := f.Turn; t != nil {
		body.Turn = &turnBody{Request: requestOut(t.Request), Since: t.Since.UnixMilli(), Limit: uint32(t.Limit / time.Second)}
	}
	if h := p.Hands; h.Number != 0 {
		body.Hands = &handsBody{Number: h.Number, Question: h.Question, Open: h.Open}
		for _, s := range h.Shown {
			body.Hands.Shown = append(body.Hands.Shown, shownBody{By: memberOut(s.By), Choice: uint8(s.Choice)})
		}
	}
	for _, c := range p.Captions {
		body.Captions = append(body.Captions, captionBody{Number: c.Number, At: c.At.UnixMilli(), By: uint32(c.By), Speaker: c.Speaker, Text: c.Text})
	}
	for _, s := range p.Statements {
		body.Statements = append(body.Statements, statementBody{Number: s.Number, At: s.At.UnixMilli(), By: memberOut(s.By), On: s.On, Text: s.Text, Done: s.Done})
	}
	for _, r := range p.Ready {
		body.Ready = append(body.Ready, readyBody{Request: r.Request, By: uint32(r.By), Text: r.Text})
	}
	body.Documents, body.Before = listedOut(p.Documents), uint32(p.Before)
	for _, n := range p.ClosedDocuments {
		body.Shut = append(body.Shut, uint32(n))
	}
	return body
}

func proceedingsIn(b *proceedingsBody) (p meeting.Proceedings, err error) {
	if b == nil {
		return p, nil
	}
	if p.Floor, err = floorIn(b); err != nil {
		return p, err
	}
	if err := checkAgenda(b.Agenda); err != nil {
		return p, err
	}
	if int(b.Item) > len(b.Agenda) || len(b.Captions) > meeting.CaptionsKept || len(b.Statements) > meeting.StatementsKept {
		return p, fmt.Errorf("item %d, %d captions, %d statements: %w", b.Item, len(b.Captions), len(b.Statements), ErrMalformed)
	}
	p.Adjourned, p.Agenda, p.Item = b.Adjourned, b.Agenda, int(b.Item)
	if p.Hands, err = handsIn(b.Hands); err != nil {
		return p, err
	}
	for _, c := range b.Captions {
		p.Captions = append(p.Captions, meeting.Caption{Number: c.Number, At: time.UnixMilli(c.At).UTC(), By: text.Author(c.By),
			Speaker: text.CleanLine(c.Speaker, meeting.MaxName), Text: text.CleanLine(c.Text, meeting.MaxCaption)})
	}
	for _, s := range b.Statements {
		if err := checkStatement(s.Text); err != nil {
			return p, err
		}
		p.Statements = append(p.Statements, meeting.Statement{Number: s.Number, At: time.UnixMilli(s.At).UTC(), By: memberIn(s.By),
			On: text.CleanLine(s.On, floor.MaxOn), Text: s.Text, Done: s.Done})
	}
	if len(b.Ready) > floor.MaxList+2 {
		return p, fmt.Errorf("%d statements ready: %w", len(b.Ready), ErrMalformed)
	}
	for _, r := range b.Ready {
		if err := checkStatement(r.Text); err != nil {
			return p, err
		}
		p.Ready = append(p.Ready, meeting.Ready{Request: r.Request, By: text.Author(r.By), Text: r.Text})
	}
	if p.Documents, err = listedIn(b.Documents); err == nil && int(b.Before) > len(b.Documents)+1 {
		err = fmt.Errorf("document %d of %d is before the meeting: %w", b.Before, len(b.Documents)+1, ErrMalformed)
	}
	p.Before = int(b.Before)
	if err == nil {
		p.ClosedDocuments, err = closedIn(b.Shut, len(p.Documents)+1)
	}
	return p, err
}

func floorIn(b *proceedingsBody) (f floor.Floor, err error) {
	mode, limit := floor.Mode(b.Mode), time.Duration(b.Limit)*time.Second
	if mode > floor.Chaired || limit > floor.MaxLimit || len(b.List) > floor.MaxList+1 {
		return f, fmt.Errorf("a floor with %d requests: %w", len(b.List), ErrMalformed)
	}
	f = floor.Floor{Mode: mode, Closed: b.Closed, Limit: limit, Last: b.Last}
	for _, r := range b.List {
		request, err := requestIn(r)
		if err != nil {
			return f, err
		}
		f.List = append(f.List, request)
	}
	if b.Turn == nil {
		return f, nil
	}
	t := floor.Turn{Since: time.UnixMilli(b.Turn.Since).UTC(), Limit: time.Duration(b.Turn.Limit) * time.Second}
	if t.Limit > floor.MaxLimit {
		return f, fmt.Errorf("a turn of %v: %w", t.Limit, ErrMalformed)
	}
	t.Request, err = requestIn(b.Turn.Request)
	f.Turn = &t
	return f, err
}

func handsIn(b *handsBody) (h meeting.Hands, err error) {
	if b == nil {
		return h, nil
	}
	h = meeting.Hands{Number: b.Number, Question: text.CleanLine(b.Question, meeting.MaxItem), Open: b.Open}
	for _, s := range b.Shown {
		c := meeting.Choice(s.Choice)
		if !c.Valid() {
			return h, fmt.Errorf("a hand that says %d: %w", s.Choice, ErrMalformed)
		}
		h.Shown = append(h.Shown, meeting.Shown{By: memberIn(s.By), Choice: c})
	}
	return h, nil
}
