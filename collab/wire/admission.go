package wire

import (
	"encoding/base64"
	"fmt"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
)

// AnswerFrame is a chair's answer to those who wait to be let in.
type AnswerFrame struct {
	Admit bool     // else: turn away
	Who   []uint32 // the callers' numbers; none: all who wait
}

// maxAnswered is how many callers one answer may name: a page of them.
const maxAnswered = meeting.LobbyPage

type removedBody struct {
	_       struct{} `cbor:",toarray"`
	Person  uint32
	Session []byte
	Ticket  []byte
	Name    string
}

type answerBody struct {
	_     struct{} `cbor:",toarray"`
	Admit bool
	Who   []uint32
}

type queuedBody struct {
	_     struct{} `cbor:",toarray"`
	Place uint32
	Of    uint32
}

type lobbyBody struct {
	_       struct{} `cbor:",toarray"`
	Waiting uint32
	People  []callerBody
}

type callerBody struct {
	_          struct{} `cbor:",toarray"`
	Number     uint32
	Name       string
	Delegation string
	Role       uint8 // with what the ticket fixes in the upper two bits
	Ticket     []byte
	Since      int64
}

// A removed command says only who: session and ticket are empty.
func removedOut(r meeting.Removed) removedBody {
	body := removedBody{Person: uint32(r.Person), Name: r.Name}
	if r.Session != (meeting.Session{}) {
		body.Session = r.Session[:]
	}
	if r.Ticket != (ticket.ID{}) {
		body.Ticket = r.Ticket[:]
	}
	return body
}

func removedIn(b removedBody) (meeting.Removed, error) {
	r := meeting.Removed{Person: text.Author(b.Person), Name: text.CleanLine(b.Name, meeting.MaxName)}
	if len(b.Session) != len(r.Session) && len(b.Session) != 0 || b.Person == 0 {
		return r, fmt.Errorf("removed person %d: %w", b.Person, ErrMalformed)
	}
	copy(r.Session[:], b.Session)
	var err error
	if len(b.Ticket) > 0 {
		r.Ticket, err = ticketIn(b.Ticket)
	}
	return r, err
}

func ticketIn(b []byte) (ticket.ID, error) {
	if len(b) != len(ticket.ID{}) {
		return ticket.ID{}, fmt.Errorf("the name of a ticket of %d bytes: %w", len(b), ErrMalformed)
	}
	return ticket.ID(b), nil
}

func answerIn(b []byte) (AnswerFrame, error) {
	var body answerBody
	if err := decode(b, &body); err != nil {
		return AnswerFrame{}, err
	}
	if len(body.Who) > maxAnswered {
		return AnswerFrame{}, fmt.Errorf("an answer to %d callers: %w", len(body.Who), ErrMalformed)
	}
	return AnswerFrame{Admit: body.Admit, Who: body.Who}, nil
}

func queuedIn(b []byte) (meeting.Queued, error) {
	var body queuedBody
	if err := decode(b, &body); err != nil {
		return meeting.Queued{}, err
	}
	if body.Place == 0 || body.Place > body.Of || body.Of > 1<<20 {
		return meeting.Queued{}, fmt.Errorf("place %d of %d in the waiting room: %w", body.Place, body.Of, ErrMalformed)
	}
	return meeting.Queued{Place: int(body.Place), Of: int(body.Of)}, nil
}

func lobbyOut(l meeting.Lobby) lobbyBody {
	body := lobbyBody{Waiting: uint32(l.Waiting), People: make([]callerBody, len(l.People))}
	for i, c := range l.People {
		p := personOut(c.Person())
		body.People[i] = callerBody{Number: c.Number, Name: c.Name, Delegation: c.Delegation, Role: p.Role, Ticket: c.Ticket[:], Since: c.Since.UnixMilli()}
	}
	return body
}

func lobbyIn(b []byte) (meeting.Lobby, error) {
	var body lobbyBody
	if err := decode(b, &body); err != nil {
		return meeting.Lobby{}, err
	}
	if len(body.People) > meeting.LobbyPage || uint64(body.Waiting) < uint64(len(body.People)) || body.Waiting > 1<<20 {
		return meeting.Lobby{}, fmt.Errorf("%d of %d callers: %w", len(body.People), body.Waiting, ErrMalformed)
	}
	l := meeting.Lobby{Waiting: int(body.Waiting)}
	for _, c := range body.People {
		p, err := personIn(personBody{Session: make([]byte, len(meeting.Session{})), Name: c.Name, Delegation: c.Delegation, Role: c.Role})
		if err != nil {
			return meeting.Lobby{}, fmt.Errorf("a caller: %w", err)
		}
		t, err := ticketIn(c.Ticket)
		if err != nil {
			return meeting.Lobby{}, err
		}
		l.People = append(l.People, meeting.Caller{Number: c.Number, Name: p.Name, Delegation: p.Delegation, Role: p.Role,
			Fixes: p.Fixes, Ticket: t, Since: time.UnixMilli(c.Since).UTC()})
	}
	return l, nil
}

// A Wanted is the ticket that a chair asks the server to make. It travels in a
// header, beside the proof that it is a chair who asks.
type Wanted struct {
	Asker ticket.Holder // as the asker's own link fixes it
	meeting.Invitation
}

type wantedBody struct {
	_          struct{} `cbor:",toarray"`
	AskerName  string
	AskerFor   string
	Role       uint8
	Name       string
	Delegation string
	Seconds    uint32
}

// Header returns what is wanted as the value of a header.
func (w Wanted) Header() string {
	b, err := encoding.Marshal(wantedBody{AskerName: w.Asker.Name, AskerFor: w.Asker.Delegation, Role: uint8(w.Role),
		Name: w.For.Name, Delegation: w.For.Delegation, Seconds: uint32(w.Lasts / time.Second)})
	if err != nil {
		panic(err) // plain values always encode
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseWanted reads what Header wrote.
func ParseWanted(s string) (Wanted, error) {
	if len(s) > maxHello {
		return Wanted{}, fmt.Errorf("a wish for a ticket of %d bytes: %w", len(s), ErrMalformed)
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return Wanted{}, fmt.Errorf("a wish for a ticket: %w: %w", err, ErrMalformed)
	}
	var body wantedBody
	if err := decode(b, &body); err != nil {
		return Wanted{}, fmt.Errorf("a wish for a ticket: %w", err)
	}
	w := Wanted{ticket.Holder{Name: body.AskerName, Delegation: body.AskerFor}, meeting.Invitation{Role: meeting.Role(body.Role),
		For: ticket.Holder{Name: body.Name, Delegation: body.Delegation}, Lasts: time.Duration(body.Seconds) * time.Second}}
	if w.Check() != nil {
		return Wanted{}, fmt.Errorf("a wish for a ticket that cannot be: %w", ErrMalformed)
	}
	return w, nil
}
