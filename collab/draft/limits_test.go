package draft_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"parley/collab/draft"
	"parley/collab/text"
)

// TestWhatLiesOverADraftHasItsLimits has each size at its limit, which is taken,
// and one past it, which is not.
func TestWhatLiesOverADraftHasItsLimits(t *testing.T) {
	words := text.New(strings.Repeat("[x] and so on\n", draft.MaxMarks), 0)
	ya := func(n int) string { return strings.Repeat("я", n) } // two bytes each: characters are counted, and not bytes
	change := func(was, is string) draft.Wording {
		return draft.Wording{Kind: draft.Change, Para: 1, Was: was, Text: is}
	}
	voices := func(n int) (all []draft.Voice) {
		for i := range n {
			all = append(all, draft.Voice(fmt.Sprint("Voice ", i)))
		}
		return all
	}
	proposed := func(p draft.Proposal) *draft.Overlay {
		o := draft.New(words)
		o.Propose(p)
		return o
	}
	fill := func(n int, w draft.Wording) *draft.Overlay {
		o := draft.New(words)
		for range n {
			o.Propose(draft.Proposal{Wording: w})
		}
		return o
	}
	nearly := draft.New(words) // all marks but one
	for i := range draft.MaxMarks - 1 {
		nearly.Remark(words, i, i+1, draft.Comment{Text: "x"})
	}
	full := nearly.Clone()
	full.Remark(words, 0, 1, draft.Comment{Text: "x"})
	held := func(n int) *draft.Overlay {
		o := draft.New(words)
		for _, v := range voices(n) {
			o.Hold(0, v, true)
		}
		return o
	}
	wording := func(w draft.Wording) error { return draft.New(words).CheckPropose(w) }
	big := change(ya(1<<14), ya(1<<14)+"x") // 64 KiB of a proposal
	for _, tt := range []struct {
		limit        string
		within, past error
		want         error
	}{
		{"bytes of wording", wording(change("x", strings.Repeat("y", draft.MaxWording))), wording(change("x", strings.Repeat("y", draft.MaxWording+1))), draft.ErrTooMuch},
		{"bytes of wording as it was", wording(change(strings.Repeat("y", draft.MaxWording), "x")), wording(change(strings.Repeat("y", draft.MaxWording+1), "x")), draft.ErrTooMuch},
		{"characters of a note", wording(draft.Wording{Kind: draft.Keep, Para: 1, Note: ya(draft.MaxNote)}), wording(draft.Wording{Kind: draft.Keep, Para: 1, Note: ya(draft.MaxNote + 1)}), draft.ErrTooMuch},
		{"characters of on whose behalf", wording(draft.Wording{Kind: draft.Keep, Para: 1, For: ya(draft.MaxFor)}), wording(draft.Wording{Kind: draft.Keep, Para: 1, For: ya(draft.MaxFor + 1)}), draft.ErrTooMuch},
		{"proposals", fill(draft.MaxProposals-1, change("x", "y")).CheckPropose(change("x", "y")), fill(draft.MaxProposals, change("x", "y")).CheckPropose(change("x", "y")), draft.ErrTooMuch},
		{"bytes of all proposals", fill(90, big).CheckPropose(big), fill(96, big).CheckPropose(big), draft.ErrTooMuch},
		{"comments on a proposal", proposed(draft.Proposal{Comments: make([]draft.Comment, draft.MaxComments-1)}).CheckComment(1, "x"), proposed(draft.Proposal{Comments: make([]draft.Comment, draft.MaxComments)}).CheckComment(1, "x"), draft.ErrTooMuch},
		{"characters of a comment", proposed(draft.Proposal{}).CheckComment(1, ya(draft.MaxNote)), proposed(draft.Proposal{}).CheckComment(1, ya(draft.MaxNote+1)), draft.ErrWording},
		{"voices about a proposal", proposed(draft.Proposal{Voice: "Kenya", Support: voices(draft.MaxVoices - 1)}).CheckReact(1, draft.Objecting, "Mali"), proposed(draft.Proposal{Voice: "Kenya", Support: voices(draft.MaxVoices)}).CheckReact(1, draft.Objecting, "Mali"), draft.ErrTooMuch},
		{"marks", nearly.CheckRemark(words, 1, 2, "x"), full.CheckRemark(words, 1, 2, "x"), draft.ErrTooMuch},
		{"marks, with a bracket that is held", nearly.CheckHold(words, 14, "Mali", true), full.CheckHold(words, 14, "Mali", true), draft.ErrTooMuch},
		{"characters that a remark is about", draft.New(words).CheckRemark(words, 0, draft.MaxRemarked, "x"), draft.New(words).CheckRemark(words, 0, draft.MaxRemarked+1, "x"), draft.ErrNoParagraph},
		{"characters of a remark", draft.New(words).CheckRemark(words, 0, 1, ya(draft.MaxNote)), draft.New(words).CheckRemark(words, 0, 1, ya(draft.MaxNote+1)), draft.ErrWording},
		{"holders of a bracket", held(draft.MaxHolders-1).CheckHold(words, 0, "Mali", true), held(draft.MaxHolders).CheckHold(words, 0, "Mali", true), draft.ErrTooMuch},
	} {
		if tt.within != nil {
			t.Errorf("%s: at the limit: %v", tt.limit, tt.within)
		}
		if !errors.Is(tt.past, tt.want) {
			t.Errorf("%s: past the limit: got %v, want %v", tt.limit, tt.past, tt.want)
		}
	}
}

func TestARecordPastALimitIsNone(t *testing.T) {
	words := text.New("one\ntwo", 0)
	for name, spoil := range map[string]func(*draft.Record){
		"proposals":           func(r *draft.Record) { r.Proposals = make([]draft.Proposal, draft.MaxProposals+1) },
		"marks":               func(r *draft.Record) { r.Marks = make([]draft.Mark, draft.MaxMarks+1) },
		"entries that took":   func(r *draft.Record) { r.Gone = make([]draft.Gone, 513) },
		"paragraphs taken":    func(r *draft.Record) { r.Gone = []draft.Gone{{IDs: make([]draft.ID, draft.MaxGone+1)}} },
		"a paragraph to come": func(r *draft.Record) { r.Gone = []draft.Gone{{IDs: []draft.ID{r.Next}}} },
		"one too many":        func(r *draft.Record) { r.IDs = append(r.IDs, 1) },
		"one twice":           func(r *draft.Record) { r.IDs[1] = r.IDs[0] },
		"a window on nothing": func(r *draft.Record) { r.Window = &draft.Window{Proposal: 1} },
		"a mark behind":       func(r *draft.Record) { r.Marks = []draft.Mark{{From: 1, To: 8}} },
	} {
		r := draft.New(words).Record()
		if _, err := draft.FromRecord(r, words); err != nil {
			t.Fatal(err)
		}
		spoil(&r)
		if _, err := draft.FromRecord(r, words); !errors.Is(err, draft.ErrRecord) {
			t.Errorf("%s: got %v, want ErrRecord", name, err)
		}
	}
}
