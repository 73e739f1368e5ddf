package meeting

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

// TestWhatLiesOverTheDraftIsTheSameEverywhere lets several people type, break
// and join lines, undo, propose, decide and hold brackets, while what each of
// them has pending meets what others did. However late everything arrives, all
// must end with the same paragraphs, proposals, locks and holders.
func TestWhatLiesOverTheDraftIsTheSameEverywhere(t *testing.T) {
	rounds := uint64(150)
	if testing.Short() {
		rounds = 30
	}
	var decided, changed int
	for seed := range rounds {
		d, c := negotiateAtRandom(t, seed)
		decided, changed = decided+d, changed+c
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d decisions, %d of them in the text", decided, changed)
	if decided < int(rounds) || changed < int(rounds)/2 {
		t.Errorf("only %d decisions, %d of them in the text: this shows too little", decided, changed)
	}
}

func negotiateAtRandom(t *testing.T, seed uint64) (decided, changed int) {
	tb := newTable(t, "resolves\nthat States [should] act\nto report [by 2028 | yearly]\n\ninstructs the Director\nto publish")
	chance := rand.New(rand.NewPCG(seed, 7))
	for i, role := range []Role{Chair, Editor, Delegate, Delegate} {
		g := tb.join(fmt.Sprintf("P%d", i), role)
		g.me.Delegation = "" // speaks for itself
	}
	for range 120 {
		g := tb.seats[chance.IntN(len(tb.seats))]
		tb.now = tb.now.Add(time.Duration(chance.IntN(2000)) * time.Millisecond)
		switch chance.IntN(16) {
		case 0, 1:
			someEdit(g, chance)
		case 2:
			g.Undo(tb.now)
		case 3, 4, 5:
			somePaper(g, chance)
		case 6, 7, 8:
			someDecision(tb.seats[chance.IntN(2)], chance)
		case 9, 10, 11:
			g.arrive()
		case 12:
			g.Table() // whoever looks in between must not change anything
		default:
			g.hearSome(chance.IntN(4))
		}
	}
	for range 2 { // the second time for what was refused
		tb.settle()
	}
	want := tb.state.Overlay().Record()
	for _, g := range tb.seats {
		if got := g.state.Overlay().Record(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s has\n%+v\nthe server\n%+v", g.Me().Name, got, want)
		}
		if got, own := g.state.Own().String(), tb.state.Text().String(); got != own {
			t.Errorf("%s thinks the log makes %q, and it makes %q", g.Me().Name, got, own)
		}
	}
	afresh, err := FromSnapshot(tb.state.Snapshot(tb.state.Head()))
	if err != nil || !reflect.DeepEqual(afresh.Overlay().Record(), want) {
		t.Errorf("who joins now has %+v, %v", afresh.Overlay().Record(), err)
	}
	for _, e := range tb.log {
		if d, ok := e.What.(Decided); ok {
			decided++
			if d.Delta.Changes() {
				changed++
			}
		}
	}
	return decided, changed
}

// hearSome lets the guest take only the first of what the server said.
func (g *guest) hearSome(n int) {
	all := g.got
	g.got = all[:min(n, len(all))]
	g.hear()
	g.got = all[min(n, len(all)):]
}

func someEdit(g *guest, chance *rand.Rand) {
	n := g.Len()
	at := chance.IntN(n + 1)
	deleted := 0
	if chance.IntN(2) == 0 {
		deleted = chance.IntN(min(12, n-at) + 1)
	}
	words := []string{"", "x", " word", "\n", "\nnew line", "line\n", "[", "]", "a\nb\nc"}
	in := words[chance.IntN(len(words))]
	_ = g.Edit(delta.Replace(n, at, deleted, in), g.table.now) // refused where it is locked
}

func somePaper(g *guest, chance *rand.Rand) {
	tab := g.Table()
	line := 1 + chance.IntN(tab.Text.Lines())
	id, was := tab.ID(line), tab.Text.Line(line-1)
	w := draft.Wording{Kind: draft.Kind(1 + chance.IntN(5)), Para: id, Was: was}
	switch w.Kind {
	case draft.Change:
		w.Text = strings.Replace(was, "s", "shall ", 1) + " and more"
	case draft.Insert:
		w.Was, w.Text = "", "to add a paragraph"
	case draft.Move:
		w.After = tab.ID(1 + chance.IntN(tab.Text.Lines()))
	}
	n := 1 + chance.IntN(max(1, len(tab.Overlay.Proposals())))
	asks := []Ask{Propose{w}, Propose{w}, Propose{w}, React{n, draft.Stance(chance.IntN(4))}, Remark{Proposal: n, Text: "a remark"}, Retract{n}, Amend{n, w}}
	if pairs := tab.Brackets.Pairs; len(pairs) > 0 {
		asks = append(asks, Retain{At: pairs[chance.IntN(len(pairs))].Open, Off: chance.IntN(4) == 0})
	}
	if len(was) > 3 {
		start := tab.Text.LineStart(line - 1)
		asks = append(asks, Remark{From: start + 1, To: start + 3, Text: "about these words"})
	}
	_, _ = g.Negotiate(asks[chance.IntN(len(asks))], g.table.now)
}

func someDecision(g *guest, chance *rand.Rand) {
	tab := g.Table()
	n := 1 + chance.IntN(max(1, len(tab.Overlay.Proposals())))
	outcomes := []draft.Outcome{draft.Accepted, draft.Accepted, draft.Bracketed, draft.Alternatives, draft.Rejected, draft.Parked, draft.Editorial, draft.Agreed, draft.Undecided}
	asks := []Ask{Decide{Proposal: n, Outcome: outcomes[chance.IntN(len(outcomes))]}, Decide{Proposal: n, Outcome: outcomes[chance.IntN(4)]},
		Undecide{n}, Decide{Para: tab.ID(1 + chance.IntN(tab.Text.Lines())), Outcome: []draft.Outcome{draft.Agreed, draft.Undecided}[chance.IntN(2)]}}
	_, _ = g.Negotiate(asks[chance.IntN(len(asks))], g.table.now)
}

func (g *guest) propose(line int, words string) *draft.Proposal {
	g.table.t.Helper()
	tab := g.Table()
	_, err := g.Negotiate(Propose{draft.Wording{Kind: draft.Change, Para: tab.ID(line), Was: tab.Text.Line(line - 1), Text: words}}, g.table.now)
	if err != nil {
		g.table.t.Fatal(err)
	}
	g.table.settle()
	all := g.table.state.Overlay().Proposals()
	return all[len(all)-1]
}

func (g *guest) must(a Ask) {
	g.table.t.Helper()
	if _, err := g.Negotiate(a, g.table.now); err != nil {
		g.table.t.Fatalf("%+v: %v", a, err)
	}
	g.table.settle()
}

func TestTwoProposalsOnOneParagraphNeverBlend(t *testing.T) {
	tb := newTable(t, "that States should facilitate access")
	chair, kenya, canada := tb.join("Chair", Chair), tb.join("Kenya", Delegate), tb.join("Canada", Delegate)
	kenya.propose(1, "that States shall facilitate access")
	canada.propose(1, "that States should facilitate affordable access")
	chair.must(Decide{Proposal: 1, Outcome: draft.Accepted})
	if got, want := tb.state.Text().String(), "that States shall facilitate access"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	o := tb.state.Overlay()
	if got := o.Base(tb.state.Text(), o.Proposal(2)); got != draft.Changed {
		t.Errorf("the other proposal's base is %v", got)
	}
	if _, err := chair.Negotiate(Decide{Proposal: 2, Outcome: draft.Accepted}, tb.now); err != BaseChanged {
		t.Errorf("it was accepted over another text: %v", err)
	}
	chair.must(Undecide{1})
	if got := o.Base(tb.state.Text(), tb.state.Proposal(2)); got != draft.Same {
		t.Errorf("after the decision was taken back its base is %v", got)
	}
}

func TestAcceptedWordsAreTheirProposersAndTheRestStaysItsAuthors(t *testing.T) {
	tb := newTable(t, "that States should act")
	chair, kenya := tb.join("Chair", Chair), tb.join("Kenya", Delegate)
	kenya.propose(1, "that States shall act")
	chair.must(Decide{Proposal: 1, Outcome: draft.Accepted})
	for span := range tb.state.Text().Spans(0, tb.state.Text().Len()) {
		want := text.Author(0)
		if span.Text == "shall" {
			want = kenya.Me().Number.Adopted()
		}
		if span.By != want {
			t.Errorf("%q is by %d, want %d", span.Text, span.By, want)
		}
	}
	if p, ok := tb.state.Person(kenya.Me().Number.Adopted()); !ok || p.Name != "Kenya" {
		t.Errorf("adopted words are by %v", p)
	}
}

func TestADecisionIsTakenBackWithinHalfAMinute(t *testing.T) {
	tb := newTable(t, "one\ntwo\nthree")
	chair, kenya := tb.join("Chair", Chair), tb.join("Kenya", Delegate)
	kenya.must(Propose{draft.Wording{Kind: draft.Move, Para: tb.state.Overlay().ID(1), After: tb.state.Overlay().ID(3), Was: "one"}})
	before := tb.state.Overlay().IDs()
	chair.must(Decide{Proposal: 1, Outcome: draft.Accepted})
	if got := tb.state.Text().String(); got != "two\nthree\none" {
		t.Errorf("moved: %q", got)
	}
	if got, want := tb.state.Overlay().ID(3), before[0]; got != want {
		t.Errorf("the paragraph that was moved is %s, and was %s", got, want)
	}
	tb.now = tb.now.Add(draft.UndoWithin)
	chair.must(Undecide{1})
	if got := tb.state.Text().String(); got != "one\ntwo\nthree" || !reflect.DeepEqual(tb.state.Overlay().IDs(), before) {
		t.Errorf("taken back: %q %v, want ids %v", got, tb.state.Overlay().IDs(), before)
	}
	chair.must(Decide{Proposal: 1, Outcome: draft.Accepted})
	tb.now = tb.now.Add(draft.UndoWithin + time.Millisecond)
	if _, err := chair.Negotiate(Undecide{1}, tb.now); err != TooLateToUndo {
		t.Errorf("a decision was taken back too late: %v", err)
	}
}

func TestWhatIsAgreedAdRefIsLocked(t *testing.T) {
	tb := newTable(t, "alpha\nbeta\ngamma")
	chair, kenya := tb.join("Chair", Chair), tb.join("Kenya", Delegate)
	kenya.typed(8, "XX") // be|ta, still on its way when the paragraph is agreed
	chair.must(Decide{Para: tb.state.Overlay().ID(2), Outcome: draft.Agreed})
	if got := tb.state.Text().String(); got != "alpha\nbeta\ngamma" && got != "alpha\nbeXXta\ngamma" {
		t.Errorf("got %q", got)
	}
	agreed := tb.state.Text().Line(1)
	for _, tt := range []struct {
		name string
		d    delta.Delta
		want error
	}{
		{"inside", delta.Replace(chair.Len(), 7, 0, "x"), LockedParagraph},
		{"at its end", delta.Replace(chair.Len(), 6+len(agreed), 0, "x"), LockedParagraph},
		{"joined with the one before", delta.Replace(chair.Len(), 5, 1, ""), LockedParagraph},
		{"a new line behind it", delta.Replace(chair.Len(), 6+len(agreed), 0, "\nnew"), nil},
		{"a new line before it", delta.Replace(chair.Len(), 6, 0, "new\n"), nil},
		{"the line before", delta.Replace(chair.Len(), 0, 0, "x"), nil},
	} {
		if got := chair.mayEdit(Edit{Delta: tt.d}); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		c := Command{Number: 99, Base: tb.state.Head(), Ask: Edit{Delta: tt.d}}
		if got := tb.state.Check(chair.Me(), c); got != tt.want {
			t.Errorf("the server, %s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if _, ok := kenya.Undo(tb.now); ok {
		tb.settle()
	}
	if got := tb.state.Text().Line(1); got != agreed {
		t.Errorf("an undo changed what is agreed to %q", got)
	}
}

func TestWhereOnlyEditorsTypeDelegatesPropose(t *testing.T) {
	tb := newTable(t, "alpha")
	chair, kenya := tb.join("Chair", Chair), tb.join("Kenya", Delegate)
	chair.must(Arrange{draft.Settings{Profile: draft.ITUPP, Writers: draft.Editors}})
	if err := kenya.Edit(delta.Replace(5, 0, 0, "x"), tb.now); err != OnlyEditors {
		t.Errorf("a delegate types: %v", err)
	}
	if err := chair.Edit(delta.Replace(5, 0, 0, "x"), tb.now); err != nil {
		t.Errorf("the chair types: %v", err)
	}
	tb.settle()
	if p := kenya.propose(1, "beta"); p.Voice != "Kenya" {
		t.Errorf("proposed by %q", p.Voice)
	}
}

func TestAProposalThatWasRefusedWhileTheLineWasDownIsSaidTo(t *testing.T) {
	tb := newTable(t, "alpha\nbeta")
	kenya := tb.join("Kenya", Delegate)
	taken := kenya.propose(1, "taken").Wording
	me, last := kenya.Me(), tb.state.Last(kenya.Me().Number)
	comesBack := func(waiting draft.Wording) []RefusedCommand {
		kenya.waiting = append(kenya.waiting, Command{Number: last, Ask: Propose{waiting}}) // nobody has said what became of it
		if _, err := kenya.Take(Welcome{You: me, Head: tb.state.Head(), Last: last, Snapshot: tb.state.Snapshot(0)}, tb.now); err != nil {
			t.Fatal(err)
		}
		return kenya.Refusals()
	}
	if r := comesBack(taken); len(r) != 0 {
		t.Errorf("what was taken is said to be refused: %+v", r)
	}
	lost := taken
	lost.Text = "never taken"
	if r := comesBack(lost); len(r) != 1 || r[0].Command.Ask != Ask(Propose{lost}) {
		t.Errorf("nobody was told of the proposal that was refused: %+v", r)
	}
}

func TestWhoObjectsInTimeAsksForTheFloorOnce(t *testing.T) {
	tb := newTable(t, "resolves\nto act")
	chair, mali := tb.join("Ada", Chair), tb.join("Moussa", Delegate)
	ask := func(g *guest, a Ask) {
		t.Helper()
		if _, err := g.Negotiate(a, tb.now); err != nil {
			t.Fatal(err)
		}
		tb.settle()
	}
	ask(chair, Propose{draft.Wording{Kind: draft.Change, Para: chair.Table().ID(2), Was: "to act", Text: "to act now"}})
	ask(mali, React{Proposal: 1, Stance: draft.Objecting})
	if n := len(tb.state.Floor().List); n != 0 {
		t.Errorf("%d asked for the floor although nobody asked for objections", n)
	}
	if out := chair.Table().Overlay.Likely(chair.Text(), 1); out != draft.Bracketed {
		t.Errorf("what somebody objects to is most likely %v", out)
	}
	ask(mali, React{Proposal: 1, Stance: draft.Neutral})
	if out := chair.Table().Overlay.Likely(chair.Text(), 1); out != draft.Accepted {
		t.Errorf("what nobody objects to is most likely %v", out)
	}
	for range 2 {
		ask(chair, AskObjections{Proposal: 1})
		ask(mali, React{Proposal: 1, Stance: draft.Objecting})
		if tb.state.Window() != nil {
			t.Fatal("the window is still open")
		}
		if list := tb.state.Floor().List; len(list) != 1 || list[0].On != "P-1" || list[0].By.Person != mali.Me().Number {
			t.Fatalf("the speakers' list is %+v", list)
		}
	}
}
