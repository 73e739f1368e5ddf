package linear

import (
	"time"

	"parley/tui/word"
)

const (
	// manyUnsent is how many own commands that the server has not received are
	// worth telling how far they are: more than go within a moment.
	manyUnsent = 200
	// sentEvery is how often it is told.
	sentEvery = 5 * time.Second
)

// A sending is what a person did without a link, on its way to the server.
type sending struct {
	of   int       // how many there were when the link was back; 0: they are not told of
	told time.Time // when it was last
}

// sent says how far they are.
type sent struct {
	Event   string `json:"event"` // "sending"
	Waiting int    `json:"waiting"`
	Of      int    `json:"of"`
}

func (s sent) words() string {
	switch s.Waiting {
	case 0:
		return word.Say("All %d changes and lines of yours are received.", s.Of)
	case s.Of:
		return word.Say("%d changes and lines of yours are being sent.", s.Of)
	}
	return word.Say("%d of %d changes and lines of yours are received.", s.Of-s.Waiting, s.Of)
}

// sends begins to tell how far they are, where they are many.
func (f *front) sends(now time.Time) {
	if n := f.draft.Waiting(); n >= manyUnsent {
		f.sending = sending{n, now}
		f.announce(pressing, f.here(sent{"sending", n, n}))
	}
}

// sentSome tells how far they are, now and then, and when all are there.
func (f *front) sentSome(now time.Time) {
	s := &f.sending
	if s.of == 0 {
		return
	}
	left := f.draft.Waiting()
	if left > 0 && now.Sub(s.told) < sentEvery {
		return
	}
	s.told = now
	f.announce(pressing, f.here(sent{"sending", left, max(s.of, left)}))
	if left == 0 {
		s.of = 0
	}
}
