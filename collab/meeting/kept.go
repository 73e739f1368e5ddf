package meeting

// kept is what is known of the own commands on this machine's disk.
type kept struct {
	by   bool // somebody keeps them: a Kept has come
	last Kept // the newest
}

// An own command is typed first, then kept (on this machine's disk), and then
// received (on the server's).

// Typed returns how many own commands are only in this program, an unsent batch
// included: Waiting without those kept.
func (s *Seat) Typed() int {
	n := s.Waiting()
	if !s.kept.by {
		return n
	}
	for _, c := range s.waiting {
		if c.Number > s.kept.last.Command {
			break
		}
		n--
	}
	return n
}

// Keeping reports whether what is typed is kept on this machine until the
// server has it, and if it should be and cannot be, why.
func (s *Seat) Keeping() (bool, error) { return s.kept.by && s.kept.last.Why == nil, s.kept.last.Why }

// Damaged returns what was wrong with the file in which an earlier run kept
// things, nil if nothing was, and where that lies now, if anywhere. What was
// good of it waits here.
func (s *Seat) Damaged() (aside string, err error) { return s.kept.last.Aside, s.kept.last.Damaged }

func (s *Seat) takeKept(k Kept) Change {
	s.kept = kept{true, k}
	return Change{Kept: true}
}
