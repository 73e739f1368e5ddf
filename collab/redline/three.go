package redline

import (
	"strings"

	"parley/collab/draft"
)

// Three is a proposal whose paragraph has changed, side by side: how it read
// when the proposal was made, how it reads now, and how it is proposed to read.
type Three struct {
	Base, Theirs, Yours string
	TheirChanges        []Span // from Base to Theirs
	YourChanges         []Span // from Base to Yours
	Offer               string // yours put on theirs; only where Fits
	Fits                bool   // they touch different words
}

// NewThree lays the three wordings out. Nothing is merged by that: the offer is
// for its author to send.
func NewThree(p *draft.Proposal, now string) Three {
	t := Three{Base: p.Was, Theirs: now, Yours: p.Text, TheirChanges: Words(p.Was, now, 0)}
	switch p.Kind {
	case draft.Change:
		t.YourChanges = Words(p.Was, p.Text, p.Joins)
		t.Offer, t.Fits = Merge(p.Was, now, p.Text)
	case draft.Remove:
		t.YourChanges = appendSpan(nil, Span{Kind: Deleted, Text: p.Was})
	default: // it stays as it was, here or elsewhere
		t.Yours, t.YourChanges = p.Was, appendSpan(nil, Span{Kind: Kept, Text: p.Was})
	}
	return t
}

// An edit replaces the bytes [from, to) of a wording.
type edit struct {
	from, to int
	words    string
}

func edits(all []draft.Hunk) (out []edit) {
	at := 0
	for _, h := range all {
		if !h.Same {
			out = append(out, edit{at, at + len(h.Old), h.New})
		}
		at += len(h.Old)
	}
	return out
}

// Merge puts what makes yours of base on theirs, word by word, and reports
// whether the two touch different words, with a word between them that neither
// touches: else there is no telling what is meant.
func Merge(base, theirs, yours string) (merged string, ok bool) {
	a, b := edits(draft.Differences(base, theirs)), edits(draft.Differences(base, yours))
	var out strings.Builder
	at := 0
	end := -1 // of the last edit, and whose it was
	mine := false
	for len(a)+len(b) > 0 {
		yoursNext := len(a) == 0 || len(b) > 0 && b[0].from < a[0].from
		next := &a
		if yoursNext {
			next = &b
		}
		e := (*next)[0]
		*next = (*next)[1:]
		if end >= 0 && mine != yoursNext && strings.TrimSpace(base[min(end, len(base)):max(min(end, len(base)), e.from)]) == "" || e.from < at {
			return "", false
		}
		out.WriteString(base[at:e.from] + e.words)
		at, end, mine = e.to, e.to, yoursNext
	}
	out.WriteString(base[at:])
	return out.String(), true
}
