package draft_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/draft"
	"parley/collab/text"
)

// A paper is a text with its overlay, as one log makes it.
type paper struct {
	text text.Text
	over *draft.Overlay
	at   uint64
}

// byID are the paragraphs, by their ids.
func (p *paper) byID() map[draft.ID]string {
	all := map[draft.ID]string{}
	for line := 1; line <= p.over.Lines(); line++ {
		all[p.over.ID(line)] = p.text.Line(line - 1)
	}
	return all
}

// decide decides about P-n as a server and all others do.
func (p *paper) decide(t *rapid.T, n int, out draft.Outcome) error {
	d, err := p.over.Effect(p.text, n, out)
	if err != nil {
		return err
	}
	p.at++
	if err := p.over.Carry(p.text, d, draft.Source{By: text.Author(7).Adopted(), Number: p.at}); err != nil {
		t.Fatal(err)
	}
	next, err := draft.Apply(p.text, d, 7)
	if err != nil {
		t.Fatal(err)
	}
	p.text = next
	p.over.Decide(p.text, n, out, draft.Decision{Version: p.at})
	return nil
}

// TestNoSequenceOfDecisionsLosesOrBlendsText makes proposals and decides about
// them in any order. A decision changes the one paragraph that its proposal is
// about, to exactly what it says of it, and nothing else; a proposal whose
// paragraph has changed is never decided into the text; brackets close.
func TestNoSequenceOfDecisionsLosesOrBlendsText(t *testing.T) {
	words := rapid.SampledFrom([]string{"that States should act", "to report yearly", "1 to invite academia;", "各国应便利", "to [take] note", "", "[to act [now] | to wait] and report", "[open and", "shut] it", "to act"})
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(words, 1, 5).Draw(t, "text")
		p := &paper{text: text.New(strings.Join(lines, "\n"), 0)}
		p.over = draft.New(p.text)
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			if open := p.over.Open(); len(open) == 0 || rapid.Bool().Draw(t, "propose") {
				p.propose(t, words)
				continue
			} else {
				q := rapid.SampledFrom(open).Draw(t, "proposal")
				out := rapid.SampledFrom([]draft.Outcome{draft.Accepted, draft.Rejected, draft.Bracketed, draft.Alternatives, draft.Agreed, draft.Parked, draft.Editorial}).Draw(t, "outcome")
				faults := len(draft.FindBrackets(p.text).Faults)
				p.check(t, q, out)
				if n := len(draft.FindBrackets(p.text).Faults); n > faults && (out == draft.Bracketed || out == draft.Alternatives) {
					t.Fatalf("%v left a bracket that does not close in %q", out, p.text.String())
				}
			}
			if p.over.Lines() != p.text.Lines() {
				t.Fatalf("%d ids of %d lines", p.over.Lines(), p.text.Lines())
			}
		}
	})
}

func (p *paper) propose(t *rapid.T, words *rapid.Generator[string]) {
	line := rapid.IntRange(1, p.over.Lines()).Draw(t, "line")
	w := draft.Wording{Kind: draft.Kind(rapid.IntRange(1, 5).Draw(t, "kind")), Para: p.over.ID(line), Was: p.text.Line(line - 1)}
	switch w.Kind {
	case draft.Change:
		w.Text = words.Draw(t, "words")
	case draft.Insert:
		w.Was, w.Text = "", words.Draw(t, "words")
	case draft.Move:
		w.After = p.over.ID(rapid.IntRange(0, p.over.Lines()).Draw(t, "after"))
	}
	if p.over.CheckPropose(w) == nil {
		p.over.Propose(draft.Proposal{Wording: w, By: 7, Voice: "Kenya"})
	}
}

func (p *paper) check(t *rapid.T, q *draft.Proposal, out draft.Outcome) {
	before, ids, base := p.byID(), p.over.IDs(), p.over.Base(p.text, q)
	whole := p.text.String()
	if err := p.decide(t, q.Number, out); err != nil {
		if p.text.String() != whole {
			t.Fatalf("what was refused (%v) changed the text", err)
		}
		return
	}
	after := p.byID()
	decided := p.over.Proposal(q.Number)
	touches := out != draft.Rejected && out != draft.Parked
	if touches && base != draft.Same {
		t.Fatalf("%s was decided although its %v", q.Label(), base)
	}
	for id, was := range before {
		now, there := after[id]
		switch {
		case id != q.Para || !touches || q.Kind == draft.Insert:
			if !there || now != was {
				t.Fatalf("%s (%v, %v) made %q of the paragraph %q, which it is not about", q.Label(), q.Kind, out, now, was)
			}
		case q.Kind == draft.Change && now != q.Reads(out):
			t.Fatalf("%s reads %q, want %q", q.Label(), now, q.Reads(out))
		case q.Kind == draft.Remove && there && len(after) > 1 && (out == draft.Accepted || out == draft.Agreed || out == draft.Editorial):
			t.Fatalf("%s left %q", q.Label(), now)
		case (q.Kind == draft.Move || q.Kind == draft.Keep) && now != was:
			t.Fatalf("%s made %q of %q", q.Label(), now, was)
		}
	}
	if q.Kind == draft.Insert && touches && !strings.Contains(after[decided.Became], strings.TrimLeft(q.Text, "0123456789 ")) {
		t.Fatalf("%s became %q, want %q", q.Label(), after[decided.Became], q.Text)
	}
	if q.Kind == draft.Move && touches && q.After != 0 {
		if at := slices.Index(p.over.IDs(), q.Para); at < 1 || p.over.IDs()[at-1] != q.After {
			t.Fatalf("%s is not behind %s: %v, was %v", q.Label(), q.After, p.over.IDs(), ids)
		}
	}
}
