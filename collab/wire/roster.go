package wire

import (
	"fmt"

	"parley/collab/meeting"
	"parley/collab/ticket"
)

type rosterAskBody struct {
	_     struct{} `cbor:",toarray"`
	From  uint32
	Words string
}

type rosterBody struct {
	_       struct{} `cbor:",toarray"`
	Present uint32
	From    uint32
	People  []presentBody // null: only the count
	Words   string
	Found   uint32
}

type presentBody struct {
	_       struct{} `cbor:",toarray"`
	Person  personBody
	Talking bool
	Ticket  []byte // null: not told
}

func rosterAskIn(b []byte) (RosterFrame, error) {
	body, err := in[rosterAskBody](b)
	if err == nil && body.Words != "" && !isLine(body.Words, meeting.MaxName) {
		err = fmt.Errorf("people who are looked for: %w", ErrMalformed)
	}
	return RosterFrame{From: int(body.From), Words: body.Words}, err
}

func rosterOut(r meeting.Roster) rosterBody {
	body := rosterBody{Present: uint32(r.Present), From: uint32(r.From), Words: r.Words, Found: uint32(r.Found)}
	if r.People != nil {
		body.People = make([]presentBody, len(r.People))
		for i, p := range r.People {
			body.People[i] = presentBody{Person: personOut(p.Person), Talking: p.Talking}
			if p.Ticket != (ticket.ID{}) {
				body.People[i].Ticket = p.Ticket[:]
			}
		}
	}
	return body
}

func rosterIn(b []byte) (meeting.Roster, error) {
	var body rosterBody
	if err := decode(b, &body); err != nil {
		return meeting.Roster{}, err
	}
	if len(body.People) > meeting.RosterPage || body.Words != "" && !isLine(body.Words, meeting.MaxName) {
		return meeting.Roster{}, fmt.Errorf("roster page of %d: %w", len(body.People), ErrMalformed)
	}
	r := meeting.Roster{Present: int(body.Present), From: int(body.From), Words: body.Words, Found: int(body.Found)}
	if body.People != nil {
		r.People = make([]meeting.Present, len(body.People))
		for i, p := range body.People {
			person, err := personIn(p.Person)
			if err != nil {
				return meeting.Roster{}, err
			}
			r.People[i] = meeting.Present{Person: person, Talking: p.Talking}
			if len(p.Ticket) == 0 {
				continue
			}
			if r.People[i].Ticket, err = ticketIn(p.Ticket); err != nil {
				return meeting.Roster{}, err
			}
		}
	}
	return r, nil
}
