package meeting

import "parley/collab/floor"

// Beside returns a seat of the same person at another document of the meeting,
// not joined yet. What is asked there that has to do with the floor is asked from
// s. send is as in NewSeat, for the document's own line.
func (s *Seat) Beside(document int, send func(Command)) *Seat {
	d := NewSeat(send)
	d.document, d.first = document, s
	return d
}

// atFloor is the seat that stands at the floor: the meeting's.
func (s *Seat) atFloor() *Seat {
	if s.first != nil {
		return s.first
	}
	return s
}

// rise asks for the floor on something in this document, which is named where it
// is not the one before the meeting.
func (s *Seat) rise(on string) {
	ask, at := floor.Ask{On: on}, s.atFloor()
	if n := max(1, s.document); n != at.Before() {
		ask = ask.In(n)
	}
	at.give(at.command(Floored{ask}))
}
