package meeting

import (
	"time"

	"parley/collab/floor"
	"parley/collab/text"
)

// Missing says who of those at the floor have lost their line, as far as the
// server knows. It is told anew when that changes and is in no log.
type Missing struct{ People []Lost }

// A Lost is somebody whose line is lost.
type Lost struct {
	Person text.Author
	Since  time.Time // by the server's clock
}

func (Missing) notice() {}

// Act asks for something of the proceedings. Whether it may be is the server's
// to say, as much may have happened since; only the role is looked at here.
func (s *Seat) Act(ask Ask, now time.Time) error {
	if c, ok := ask.(Confided); ok {
		if err := c.check(); err != nil {
			return err
		}
		if _, err := c.Addressed(s.me); s.state != nil && err != nil {
			return err
		}
	}
	return s.Rule(ask, now)
}

// Proceedings returns what goes on beside draft and chat, as the server last
// said. It must not be changed.
func (s *Seat) Proceedings() *Proceedings {
	if s.state == nil {
		return &Proceedings{}
	}
	return s.state.Proceedings()
}

// Floor returns the speakers' list as the server last said. It must not be
// changed.
func (s *Seat) Floor() *floor.Floor { return &s.Proceedings().Floor }

// Lost returns since when a person's line is lost, who waits for the floor or
// has it; the zero time: it is not.
func (s *Seat) Lost(n text.Author) time.Time {
	for _, l := range s.missing.People {
		if l.Person == n {
			return l.Since
		}
	}
	return time.Time{}
}

// Heard reports whether this person may be heard now.
func (s *Seat) Heard() bool {
	return s.me.Role.Speaks() && s.Proceedings().heard(s.me)
}

// Asked returns what this person asked for and the server has not answered yet,
// changes of the draft left out.
func (s *Seat) Asked() (asks []Ask) {
	for _, c := range s.waiting {
		if !drafts(c.Ask) {
			asks = append(asks, c.Ask)
		}
	}
	return asks
}

// Clock returns what the server's clock says at now, as far as what it sent
// tells: late by at most the time that its words take here.
func (s *Seat) Clock(now time.Time) time.Time { return now.Add(-s.ahead) }

// heardAt notes what the server's clock said when it sent something that came
// now.
func (s *Seat) heardAt(clock, now time.Time) {
	if clock.IsZero() {
		return
	}
	if ahead := now.Sub(clock); !s.clocked || ahead < s.ahead {
		s.ahead, s.clocked = ahead, true
	}
}

// AskOf returns what an own command asks that is not answered yet, nil if there
// is none with that number.
func (s *Seat) AskOf(number uint64) Ask {
	for _, c := range s.waiting {
		if c.Number == number {
			return c.Ask
		}
	}
	return nil
}
