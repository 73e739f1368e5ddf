package linear

import (
	"time"

	"parley/collab/meeting"
	"parley/tui/word"
)

// restored says that what an earlier run left is being sent.
type restored struct {
	Event   string `json:"event"` // "restored"
	Waiting int    `json:"waiting"`
}

func (s restored) words() string {
	return word.Count(s.Waiting, "change or line from before is", "changes or lines from before are") + word.Say(" being sent.")
}

// kept says that own commands cannot be kept on this machine, or can again, or
// that what an earlier run kept was damaged.
type kept struct {
	Event   string `json:"event"` // "kept"
	Why     string `json:"why"`   // why nothing more is kept; empty: it is
	Damaged string `json:"damaged"`
	Aside   string `json:"aside"` // where the damaged file lies
}

func (s kept) words() string {
	switch {
	case s.Why != "":
		return word.Say("What you write is not kept on this machine: ") + s.Why + word.Say(". The meeting goes on, and it is sent as before.")
	case s.Damaged != "" && s.Aside != "":
		return word.Say("What was kept from before is damaged and lies in ") + s.Aside + word.Say(" now; what was good of it is sent.")
	case s.Damaged != "":
		return word.Say("What was kept from before is damaged; what was good of it is sent.")
	}
	return word.Say("What you write is kept on this machine again.")
}

// tellKept tells what is new about what is kept on this machine.
func (f *front) tellKept() {
	_, why := f.draft.Keeping()
	s := kept{Event: "kept"}
	if why != nil {
		s.Why = f.Explain(why)
	}
	if aside, err := f.draft.Damaged(); err != nil && !f.damaged {
		f.damaged = true
		f.out.say(f.here(kept{Event: "kept", Damaged: err.Error(), Aside: aside}))
	}
	if s.Why != f.unkept {
		f.unkept = s.Why
		f.out.say(f.here(s))
	}
}

// tellRestored tells, once the draft is here, what an earlier run left.
func (f *front) tellRestored() {
	if n := f.draft.Waiting(); n > 0 {
		f.out.say(f.here(restored{"restored", n}))
	}
}

// isKept says what becomes of what is written while there is no line.
func (f *front) isKept() string {
	if keeping, _ := f.draft.Keeping(); keeping {
		return word.Say("what you write meanwhile is kept")
	}
	return word.Say("what you write meanwhile is sent then")
}

// waitsForLink says of what was just asked that there is no line for it yet.
func (f *front) waitsForLink() string {
	return word.Say("Waiting for the link; ") + f.isKept() + "."
}

// asks does what is asked of the meeting, and says so where it waits for a link.
func (f *front) asks(r request, now time.Time, do func(request, time.Time) error) error {
	before := f.waiting()
	err := do(r, now)
	if waiting := f.waiting(); err == nil && waiting > before && f.seat.Link().State != meeting.Up {
		f.out.say(done{Event: "done", Command: r.verb, Waiting: waiting, spoken: f.waitsForLink()})
	}
	return err
}

// whereabouts says of own commands how far they got: typed, kept on this
// machine, or received by the server.
func whereabouts(waiting, typed int, keeping bool) string {
	if waiting == 0 {
		return word.Say("Everything of yours is received.")
	}
	words := word.Count(waiting, "change or line", "changes or lines") + word.Say(" of yours not received yet")
	switch {
	case !keeping:
	case typed == 0:
		words += word.Say(", kept on this machine")
	case typed == waiting:
		words += word.Say(", only typed")
	default:
		words += word.Say(": %d kept on this machine, %d only typed", waiting-typed, typed)
	}
	return words + "."
}
