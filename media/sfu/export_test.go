package sfu

// Wish has all members of a meeting get packets of so many frames with so many
// copies, as if they had asked for it.
func (s *Server) Wish(meeting string, frames, depth int) {
	s.mu.Lock()
	m := s.meetings[meeting]
	s.mu.Unlock()
	s.turn.Lock()
	defer s.turn.Unlock()
	for _, l := range m.listening() {
		l.wish.frames, l.wish.depth = frames, depth
		l.wants = best(l.wish, condition{frame: usualFrame, red: true})
	}
}
