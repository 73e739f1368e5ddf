package floor_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/collab/floor"
	"parley/collab/text"
)

var noon = time.UnixMilli(1_800_000_000_000).UTC()

// kenya and the others are the first members of their delegations.
var (
	kenya  = floor.Member{Person: 1, Delegation: "Kenya"}
	brazil = floor.Member{Person: 2, Delegation: "Brazil"}
	mali   = floor.Member{Person: 3, Delegation: "Mali"}
	norway = floor.Member{Person: 4, Delegation: "Norway"}
	chair  = floor.Member{Person: 9}
)

// A script does acts one after another, a second apart.
type script struct {
	t *testing.T
	f floor.Floor
	n time.Time
}

func begin(t *testing.T) *script { return &script{t: t, n: noon} }

func (s *script) do(by floor.Member, a floor.Act, want ...error) {
	s.t.Helper()
	err := s.f.Do(a, by, by == chair, s.n)
	switch {
	case len(want) > 0 && !errors.Is(err, want[0]):
		s.t.Errorf("%T: got %v, want %v", a, err, want[0])
	case len(want) == 0 && err != nil:
		s.t.Errorf("%T: %v", a, err)
	}
	s.n = s.n.Add(time.Second)
}

// show writes who has the floor, and the list.
func (s *script) show() string {
	var b strings.Builder
	if t := s.f.Turn; t != nil {
		fmt.Fprintf(&b, "%s:", t.By.Delegation)
	}
	for _, r := range s.f.List {
		fmt.Fprintf(&b, " %s", r.By.Delegation)
		if r.Back {
			b.WriteString("<")
		}
	}
	return b.String()
}

func (s *script) is(want string) {
	s.t.Helper()
	if got := s.show(); got != want {
		s.t.Errorf("got %q, want %q", got, want)
	}
}

func TestThoseWhoAskComeInTheirOrderAndAPointOfOrderFirst(t *testing.T) {
	s := begin(t)
	s.do(kenya, floor.Ask{On: "P-31"})
	s.do(brazil, floor.Ask{})
	s.do(mali, floor.Ask{Kind: floor.Question})
	s.do(norway, floor.Ask{Kind: floor.Order})
	s.is(" Norway Mali Kenya Brazil")
	s.do(kenya, floor.Ask{}, floor.ErrListed)
	if got := s.f.Place(kenya); got != 3 {
		t.Errorf("Kenya is at place %d, want 3", got)
	}
	s.do(chair, floor.Give{})
	s.is("Norway: Mali Kenya Brazil")
	s.do(norway, floor.End{})
	s.do(chair, floor.Give{Number: 2})
	s.is("Brazil: Mali Kenya")
	s.do(brazil, floor.Ask{}, floor.ErrHolds)
}

func TestAPointOfOrderInterruptsAndTheSpeakerComesBackWithTheTimeLeft(t *testing.T) {
	s := begin(t)
	s.do(chair, floor.Limit{Per: 3 * time.Minute})
	s.do(brazil, floor.Ask{})
	s.do(kenya, floor.Ask{})
	s.do(chair, floor.Give{})
	s.n = s.n.Add(time.Minute)
	s.do(norway, floor.Ask{Kind: floor.Order})
	s.do(chair, floor.Give{})
	s.is("Norway: Brazil< Kenya")
	s.do(norway, floor.End{})
	given := s.n
	s.do(chair, floor.Give{})
	s.is("Brazil: Kenya")
	if left, limited := s.f.Turn.Left(given); !limited || left > 2*time.Minute || left < 110*time.Second {
		t.Errorf("Brazil has %v left, want a little less than 2 minutes", left)
	}
	s.do(chair, floor.Give{})
	s.is("Kenya:")
}

func TestPassAndComeBack(t *testing.T) {
	s := begin(t)
	for _, m := range []floor.Member{kenya, brazil, mali} {
		s.do(m, floor.Ask{})
	}
	s.do(chair, floor.Give{})
	s.do(chair, floor.Pass{})
	s.is("Brazil: Kenya< Mali")
	s.do(brazil, floor.End{})
	s.do(chair, floor.Pass{})
	s.is(" Mali Kenya<")
	s.do(chair, floor.Give{})
	s.do(chair, floor.Give{})
	s.do(chair, floor.Pass{})
	s.is(" Kenya<") // nobody else waits: Kenya is the next, when the line is back
	s.do(chair, floor.Pass{}, floor.ErrNobody)
}

func TestAClosedListTakesOrderAndReplyOnly(t *testing.T) {
	s := begin(t)
	s.do(chair, floor.List{})
	s.do(kenya, floor.Ask{}, floor.ErrClosed)
	s.do(kenya, floor.Ask{Kind: floor.Reply})
	s.do(brazil, floor.Ask{Kind: floor.Order})
	s.do(chair, floor.List{Open: true})
	s.do(mali, floor.Ask{})
	s.is(" Brazil Kenya Mali")
}

func TestADelegationsFloorIsAnyMembers(t *testing.T) {
	other := floor.Member{Person: 11, Delegation: "Kenya"}
	vouched := floor.Member{Person: 12, Delegation: "Kenya", Vouched: true}
	s := begin(t)
	s.do(kenya, floor.Ask{})
	if s.f.Place(other) != 1 || s.f.Place(brazil) != 0 {
		t.Error("the place is not the delegation's")
	}
	s.do(chair, floor.Give{})
	if !s.f.Holds(kenya) || !s.f.Holds(other) || !s.f.Holds(vouched) || s.f.Holds(brazil) {
		t.Error("the floor is not the delegation's")
	}
	s.do(brazil, floor.End{}, floor.ErrNotYours)
	s.do(other, floor.End{})
	s.do(vouched, floor.Ask{})
	s.do(chair, floor.Give{})
	if s.f.Holds(other) {
		t.Error("who only says to be of Kenya has the floor of those whose link says so")
	}
}

func TestTheTimeIsWarnedOfAndEnds(t *testing.T) {
	s := begin(t)
	s.do(chair, floor.Limit{Per: time.Minute})
	s.do(kenya, floor.Ask{})
	s.do(chair, floor.Give{})
	since := s.f.Turn.Since
	for _, tt := range []struct {
		after time.Duration
		warns bool
		ends  error
	}{
		{44 * time.Second, false, floor.ErrNobody},
		{45 * time.Second, true, floor.ErrNobody},
		{59 * time.Second, true, floor.ErrNobody},
		{60 * time.Second, true, nil},
	} {
		now := since.Add(tt.after)
		if got := s.f.Turn.Warns(now); got != tt.warns {
			t.Errorf("after %v: warns %v", tt.after, got)
		}
		if err := s.f.Do(floor.Expire{}, floor.Member{}, false, now); !errors.Is(err, tt.ends) {
			t.Errorf("after %v: got %v", tt.after, err)
		}
	}
	s.is("")
}

func TestWhoLeavesForGoodGivesUpPlaceAndFloor(t *testing.T) {
	s := begin(t)
	s.do(kenya, floor.Ask{})
	s.do(brazil, floor.Ask{})
	s.do(chair, floor.Give{})
	s.do(chair, floor.Leave{Person: 1})
	s.do(chair, floor.Leave{Person: 2})
	s.is("")
	s.do(chair, floor.Leave{Person: 2}, floor.ErrUnlisted)
}

// anAct draws any act, fitting or not.
func anAct(t *rapid.T) floor.Act {
	number := rapid.Uint32Range(0, 12).Draw(t, "number")
	return rapid.SampledFrom([]floor.Act{
		floor.Ask{Kind: floor.Kind(rapid.Uint8Range(0, 4).Draw(t, "kind")), Note: rapid.SampledFrom([]string{"", "a", "two\nlines"}).Draw(t, "note")},
		floor.Ask{Kind: floor.Kind(rapid.Uint8Range(0, 4).Draw(t, "kind again"))},
		floor.Withdraw{Number: number}, floor.Give{Number: number}, floor.Give{}, floor.Pass{}, floor.End{},
		floor.Move{Number: number, To: rapid.IntRange(-1, 8).Draw(t, "to")}, floor.List{Open: number%2 == 0},
		floor.Limit{Per: time.Duration(number) * time.Second}, floor.Set{Mode: floor.Mode(number % 3)}, floor.Expire{},
		floor.Leave{Person: text.Author(number % 6)},
	}).Draw(t, "act")
}

func TestWhateverIsDoneTheListStaysWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f floor.Floor
		members := []floor.Member{kenya, brazil, mali, norway, {Person: 5, Delegation: "Kenya"}, chair}
		now := noon
		for range rapid.IntRange(1, 60).Draw(t, "acts") {
			by, a := rapid.SampledFrom(members).Draw(t, "by"), anAct(t)
			before, same := f.Clone(), f.Clone()
			checked := f.Check(a, by, by == chair)
			if !reflect.DeepEqual(&f, before) {
				t.Fatal("looking whether an act may be done changed the list")
			}
			err := f.Do(a, by, by == chair, now)
			if again := same.Do(a, by, by == chair, now); !errors.Is(again, err) || !reflect.DeepEqual(&f, same) {
				t.Fatal("the same act on the same list came out otherwise")
			}
			if !floor.Clocks(a) && (checked == nil) != (err == nil) {
				t.Fatalf("%+v: it was said to be %v, and was %v", a, checked, err)
			}
			if err != nil && !reflect.DeepEqual(&f, before) {
				t.Fatalf("%+v failed (%v) and changed the list", a, err)
			}
			whole(t, &f)
			if asked, ok := a.(floor.Ask); ok && err == nil && asked.Kind == floor.Order && f.List[0].Kind != floor.Order && !moved(before) {
				t.Fatal("a point of order is not first")
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "seconds")) * time.Second)
		}
	})
}

// moved reports whether the chair has put something before a point of order.
func moved(f *floor.Floor) bool {
	return !slices.IsSortedFunc(f.List, func(a, b floor.Request) int {
		rank := func(k floor.Kind) int {
			return map[floor.Kind]int{floor.Order: 0, floor.Question: 1}[k] + 2*btoi(!k.Interrupts())
		}
		return rank(a.Kind) - rank(b.Kind)
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// whole says what is wrong with a list.
func whole(t *rapid.T, f *floor.Floor) {
	seen := map[uint32]bool{}
	all := slices.Clone(f.List)
	if f.Turn != nil {
		all = append(all, f.Turn.Request)
	}
	for _, r := range all {
		if r.Number == 0 || r.Number > f.Last || seen[r.Number] {
			t.Fatalf("request %d is there twice, or was never made", r.Number)
		}
		if seen[r.Number] = true; r.Used < 0 {
			t.Fatalf("request %d has used %v", r.Number, r.Used)
		}
	}
	if len(f.List) > floor.MaxList {
		t.Fatalf("%d requests wait", len(f.List))
	}
}
