package meeting

// Remembered is how many edits are usually kept though everybody connected has
// passed them: an hour of a busy meeting, in some 9 bytes a typed letter. Who
// comes back with unsent work from before that costs a server a look into its
// log, and every client a snapshot.
const Remembered = 1 << 16

// The other bounds of what a state keeps of its log.
const (
	rememberedBytes = 8 << 20
	// heldFor is how many edits are kept for somebody who is connected and still
	// needs them, or says so.
	heldFor      = 1 << 20
	heldForBytes = 64 << 20
)

// Forget drops what is not needed to place commands made on version oldest or
// later, but keeps the last edits in any case, as many as remember says, and
// of those before them no more than there is room for. Oldest then tells how
// far back the state reaches. It does nothing when it did just now.
func (s *State) Forget(oldest Version, remember int) {
	if !s.forgets(remember) {
		return
	}
	since := s.forgot
	s.forgot = s.head
	oldest = min(oldest, s.doc.Back(remember, rememberedBytes))
	s.trail.forget(s.doc, max(oldest, s.doc.Back(heldFor, heldForBytes)), since)
}

// forgets reports whether Forget would look for what to forget.
func (s *State) forgets(remember int) bool { return s.head >= s.forgot+Version(remember)/16 }

// Kept returns how many edits the state holds, so that others can be placed.
func (s *State) Kept() int { return s.doc.Kept() }

// forget is what a seat forgets. An event from longer ago makes it ask for a
// snapshot that reaches back.
func (s *Seat) forget() {
	if s.state.forgets(Remembered) { // what is needed takes a walk through all that waits
		s.state.Forget(s.Need(), Remembered)
	}
}
