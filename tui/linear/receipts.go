package linear

import (
	"errors"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/tui/word"
	"parley/tui/wording"
)

// behind is a delegation that does not have the newest text.
type behind struct {
	Who     string  `json:"who"`
	Version uint64  `json:"version"` // up to where it has the log; 0: unknown
	Lost    float64 `json:"lost_s"`  // since its line was lost; 0: it is here
}

// receipted is who has the newest text.
type receipted struct {
	Event   string   `json:"event"`  // "receipts"
	Number  int      `json:"number"` // of the proposal that is asked about; 0: the text
	Version uint64   `json:"version"`
	Seen    int      `json:"seen"`
	Of      int      `json:"of"`
	Behind  []behind `json:"behind"`

	names []string // of those behind, and how far each is
}

func (s receipted) words() string {
	out := word.Say("Text v%d seen by %d of %d", s.Version, s.Seen, s.Of)
	if s.Number > 0 {
		out = wording.OnScreen(s.Number, meeting.Receipts{Seen: s.Seen, Of: s.Of})
	}
	if len(s.names) > 0 {
		out += word.Say("; behind: ") + strings.Join(s.names, ", ")
	}
	return out + "."
}

// receipted is what is told of an answer: of the newest text, or of a proposal.
func (f *front) receipted(r meeting.Receipts, number int) receipted {
	s := receipted{"receipts", number, uint64(r.Version), r.Seen, r.Of, []behind{}, wording.Behind(r)}
	for _, b := range r.Behind {
		s.Behind = append(s.Behind, behind{string(b.Voice), uint64(b.Has), b.Lost.Seconds()})
	}
	return s
}

// receipts asks who has the newest text, or a proposal, and says it when the
// answer is here.
func (f *front) receipts(n int, now time.Time) error {
	q := meeting.Inquiry{}
	if n > 0 {
		p, err := f.proposed(n)
		if err != nil {
			return err
		}
		q.Version = p.Made
		f.unseen.Drop(n) // it is told now
	}
	d, came := f.document, f.came[f.tally("receipts")] // one may be in another document when the answer comes
	f.line.Inquire(q)
	f.wait(&pause{
		what: "receipts", until: now.Add(patience), met: func() (met bool) { f.within(d, func() { met = f.came[f.tally("receipts")] > came }); return met },
		then: func(time.Time) {
			f.within(d, func() { f.out.say(f.here(f.receipted(f.draft.Receipts(), n))) })
		},
		late: func(time.Time) {
			f.fail("receipts", errors.New(word.Say("the server did not say who has the text: try again when the link is up (status)")))
		},
	}, now)
	return nil
}
