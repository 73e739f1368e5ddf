package meeting

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/floor"
)

// A room is a table with a chair, two delegates of Kenya, one of Brazil and a
// captioner.
type room struct {
	*table
	chair, amina, grace, caio, scribe *guest
}

func newRoom(t *testing.T) *room {
	r := &room{table: newTable(t, "one\n")}
	enter := func(name, delegation string, role Role) *guest {
		g := r.join(name, role)
		p := g.Me()
		p.Delegation = delegation
		r.happen(Event{By: p.Number, What: Entered{p}})
		g.got = []Notice{Welcome{You: p, Head: r.state.Head(), Snapshot: r.state.Snapshot(r.state.Head()).For(p)}}
		g.hear()
		return g
	}
	r.chair, r.amina, r.grace = enter("Chair", "", Chair), enter("Amina", "Kenya", Delegate), enter("Grace", "Kenya", Delegate)
	r.caio, r.scribe = enter("Caio", "Brazil", Delegate), enter("Scribe", "", Captioner)
	for _, g := range r.seats {
		g.got = nil
		g.got = []Notice{Welcome{You: g.Me(), Head: r.state.Head(), Snapshot: r.state.Snapshot(r.state.Head()).For(g.Me())}}
		g.hear()
	}
	return r
}

// act has a guest ask for something, and everybody hear of it.
func (r *room) act(g *guest, a Ask) {
	r.t.Helper()
	if err := g.Act(a, r.now); err != nil {
		r.t.Fatalf("%s: %T: %v", g.Me().Name, a, err)
	}
	r.settle()
	for _, refused := range g.Refusals() {
		r.t.Fatalf("%s: %T: %v", g.Me().Name, a, refused.Why)
	}
}

// refuses has a guest ask for something that is refused so.
func (r *room) refuses(g *guest, a Ask, want Refusal) {
	r.t.Helper()
	if got := r.state.Check(g.Me(), Command{Number: 1000, Base: r.state.Head(), Ask: a}); got != want {
		r.t.Errorf("%s: %T: got %v, want %v", g.Me().Name, a, got, want)
	}
}

func TestEverybodySeesTheListAndTheirOwnPlace(t *testing.T) {
	r := newRoom(t)
	r.act(r.caio, Floored{floor.Ask{}})
	r.act(r.amina, Floored{floor.Ask{On: "P-31", Note: "support"}})
	for _, tt := range []struct {
		g    *guest
		want int
	}{{r.caio, 1}, {r.amina, 2}, {r.grace, 2}, {r.chair, 0}} {
		if got := tt.g.Floor().Place(tt.g.Me().Member()); got != tt.want {
			t.Errorf("%s is at place %d, want %d", tt.g.Me().Name, got, tt.want)
		}
	}
	r.refuses(r.amina, Floored{floor.Ask{}}, IsListed)
	r.refuses(r.amina, Floored{floor.Give{}}, NotAllowed)
	r.refuses(r.chair, Floored{floor.Expire{}}, NotAllowed)
	r.refuses(r.scribe, Floored{floor.Ask{}}, NotAllowed)
	r.refuses(r.caio, Floored{floor.Withdraw{Number: 2}}, NotYours)
	r.act(r.grace, Floored{floor.Withdraw{}})
	if got := len(r.chair.Floor().List); got != 1 {
		t.Errorf("%d wait, want 1", got)
	}
}

func TestInChairedModeOnlyTheFloorAndTheChairAreHeard(t *testing.T) {
	r := newRoom(t)
	heard := func() string {
		var all []string
		for _, g := range r.seats {
			if g.Heard() != r.state.Heard(g.Me()) {
				t.Errorf("%s and the server disagree", g.Me().Name)
			}
			if g.Heard() {
				all = append(all, g.Me().Name)
			}
		}
		return strings.Join(all, " ")
	}
	if got, want := heard(), "Chair Amina Grace Caio"; got != want {
		t.Errorf("open: %q are heard, want %q", got, want)
	}
	r.act(r.chair, Floored{floor.Set{Mode: floor.Chaired}})
	if got, want := heard(), "Chair"; got != want {
		t.Errorf("chaired: %q are heard, want %q", got, want)
	}
	r.act(r.amina, Floored{floor.Ask{}})
	r.act(r.chair, Floored{floor.Give{}})
	if got, want := heard(), "Chair Amina Grace"; got != want {
		t.Errorf("Kenya has the floor: %q are heard, want %q", got, want)
	}
	r.act(r.chair, Adjourned{true})
	if got, want := heard(), "Chair"; got != want {
		t.Errorf("closed: %q are heard, want %q", got, want)
	}
	r.refuses(r.amina, Floored{floor.Ask{}}, IsAdjourned)
}

func TestAStatementGrowsAndIsDoneWhenTheFloorMoves(t *testing.T) {
	r := newRoom(t)
	r.act(r.chair, Floored{floor.Set{Mode: floor.Chaired}})
	r.refuses(r.amina, Stated{Text: "I"}, NoFloor)
	r.act(r.amina, Floored{floor.Ask{On: "P-31"}})
	r.act(r.chair, Floored{floor.Give{}})
	r.act(r.amina, Stated{Text: "Kenya can live with shal"})
	r.refuses(r.amina, Stated{Erase: 25}, Malformed)
	r.refuses(r.amina, Stated{Text: strings.Repeat("a", MaxTyped+1)}, TooBig)
	r.act(r.amina, Stated{Erase: 4, Text: "“shall”"})
	r.act(r.chair, Floored{floor.End{}})
	for _, g := range r.seats {
		all := g.Proceedings().Statements
		if len(all) != 1 || all[0].Text != "Kenya can live with “shall”" || !all[0].Done || all[0].On != "P-31" || all[0].By.Delegation != "Kenya" {
			t.Errorf("%s has %+v", g.Me().Name, all)
		}
	}
}

func TestAShowOfHandsCountsEachDelegationOnce(t *testing.T) {
	r := newRoom(t)
	r.refuses(r.amina, HandShown{Yes}, NoHands)
	r.refuses(r.amina, HandsAsked{"Now?"}, NotAllowed)
	r.act(r.chair, HandsAsked{"Can you live with shall?"})
	r.act(r.amina, HandShown{Yes})
	r.act(r.caio, HandShown{No})
	r.act(r.grace, HandShown{Abstain})
	h := r.caio.Proceedings().Hands
	if h.Count(Yes) != 0 || h.Count(No) != 1 || h.Count(Abstain) != 1 {
		t.Errorf("got %+v", h.Shown)
	}
	r.act(r.chair, HandsEnded{})
	r.refuses(r.amina, HandShown{Yes}, NoHands)
}

func TestACaptionCarriesTheDelegationThatHasTheFloor(t *testing.T) {
	r := newRoom(t)
	r.refuses(r.amina, Captioned{Text: "a"}, NotAllowed)
	r.act(r.scribe, Captioned{Text: "before"})
	r.act(r.caio, Floored{floor.Ask{}})
	r.act(r.chair, Floored{floor.Give{}})
	r.act(r.scribe, Captioned{Text: "we can live with it"})
	r.act(r.scribe, Captioned{Speaker: "Chair", Text: "thank you"})
	var got []string
	for _, c := range r.amina.Proceedings().Captions {
		got = append(got, c.Speaker+": "+c.Text)
	}
	if want := []string{": before", "Brazil: we can live with it", "Chair: thank you"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnAgendaAndItsItem(t *testing.T) {
	r := newRoom(t)
	r.refuses(r.chair, ItemTaken{1}, NoSuchItem)
	r.act(r.chair, AgendaSet{[]string{"Opening", "Draft"}})
	r.act(r.chair, ItemTaken{2})
	r.act(r.chair, AgendaSet{[]string{"Closing"}})
	if p := r.amina.Proceedings(); p.Item != 1 || !slices.Equal(p.Agenda, []string{"Closing"}) {
		t.Errorf("got item %d of %q", p.Item, p.Agenda)
	}
}

func TestASnapshotHoldsNoLineThatIsNotTheReaders(t *testing.T) {
	r := newRoom(t)
	for i, c := range []Confided{{Audience{To: ToChair}, "to the chair"}, {Audience{To: ToDelegation}, "among us"}} {
		c, err := c.Addressed(r.amina.Me())
		if err != nil {
			t.Fatal(err)
		}
		r.happen(Event{By: r.amina.Me().Number, Command: uint64(100 + i), What: c})
	}
	for _, tt := range []struct {
		g    *guest
		want []string
	}{
		{r.amina, []string{"to the chair", "among us"}}, {r.grace, []string{"among us"}}, {r.caio, nil}, {r.scribe, nil},
		{r.chair, []string{"to the chair"}},
	} {
		var got []string
		for _, l := range r.state.Snapshot(r.state.Head()).For(tt.g.Me()).Chat {
			got = append(got, l.Text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s gets %q, want %q", tt.g.Me().Name, got, tt.want)
		}
	}
	if _, err := (Confided{For: Audience{To: ToDelegation}, Text: "a"}).Addressed(r.chair.Me()); err != NoDelegation {
		t.Errorf("somebody of no delegation writes to it: %v", err)
	}
}

func TestAReplayOfTheProceedingsIsTheMeeting(t *testing.T) {
	r := newRoom(t)
	r.act(r.chair, Floored{floor.Limit{Per: time.Minute}})
	r.act(r.amina, Floored{floor.Ask{}})
	r.act(r.chair, Floored{floor.Give{}})
	r.act(r.amina, Stated{Text: "Thank"})
	r.act(r.chair, HandsAsked{"Now?"})
	again := New()
	for _, e := range r.log {
		if err := again.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	from, err := FromSnapshot(r.state.Full(r.state.Head()))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*State{again, from} {
		if got, want := s.Proceedings(), r.state.Proceedings(); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

func TestTheServersClockIsAsLateAsItsFastestWord(t *testing.T) {
	r := newRoom(t)
	said := r.now
	take := func(at, now time.Time) {
		t.Helper()
		e := r.happen(Event{What: ItemTaken{}})
		e.At = at
		if _, err := r.amina.Take(Happened{e}, now); err != nil {
			t.Fatal(err)
		}
	}
	take(said, said.Add(3*time.Hour)) // missed, and told later
	take(said, said.Add(2*time.Second))
	take(said.Add(time.Second), said.Add(4*time.Second))
	if got, want := r.amina.Clock(said.Add(10*time.Second)), said.Add(8*time.Second); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
