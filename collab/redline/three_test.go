package redline_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/draft"
	"parley/collab/redline"
)

// without are the words of a wording that stand in none of the others.
func without(s string, others ...string) (all []string) {
	there := map[string]bool{}
	for _, o := range others {
		for _, w := range strings.Fields(o) {
			there[w] = true
		}
	}
	for _, w := range strings.Fields(s) {
		if !there[w] {
			all = append(all, w)
		}
	}
	return all
}

// TestARebaseLosesAndBlendsNothing: where both changes fit together every word
// that either puts in is there, none that either takes out is, it does not matter
// whose is whose, and who changed nothing changes nothing.
func TestARebaseLosesAndBlendsNothing(t *testing.T) {
	base := strings.Fields("that Member States should facilitate access to the network for all ;")
	changed := func(t *rapid.T, mine string) string {
		words := append([]string(nil), base...)
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			i := rapid.IntRange(0, len(words)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				words[i] = mine + words[i]
			case 1:
				words[i] += " " + mine
			default:
				words[i] = ""
			}
		}
		return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
	}
	was := strings.Join(base, " ")
	rapid.Check(t, func(t *rapid.T) {
		theirs, yours := changed(t, "A"), changed(t, "B")
		if got, ok := redline.Merge(was, theirs, was); !ok || got != theirs {
			t.Fatalf("nothing on %q is %q", theirs, got)
		}
		if got, ok := redline.Merge(was, was, yours); !ok || got != yours {
			t.Fatalf("%q on nothing is %q", yours, got)
		}
		got, ok := redline.Merge(was, theirs, yours)
		other, okToo := redline.Merge(was, yours, theirs)
		if ok != okToo || got != other {
			t.Fatalf("%q and %q are %q, and the other way round %q", theirs, yours, got, other)
		}
		if !ok {
			return
		}
		for _, w := range append(without(theirs, was), without(yours, was)...) {
			if !strings.Contains(got, w) {
				t.Fatalf("%q and %q are %q, without %q", theirs, yours, got, w)
			}
		}
		for _, w := range append(without(was, theirs), without(was, yours)...) {
			if slices.Contains(strings.Fields(got), w) {
				t.Fatalf("%q and %q are %q, with %q", theirs, yours, got, w)
			}
		}
	})
}

// FuzzWords: whatever two wordings there are, the redline has both in it.
func FuzzWords(f *testing.F) {
	f.Add("States should act", "States shall act", uint64(0))
	f.Add("[a | b] c", "c [a]", uint64(1))
	f.Fuzz(func(t *testing.T, old, new string, joins uint64) {
		old, new = strings.ToValidUTF8(old, "?"), strings.ToValidUTF8(new, "?")
		spans := redline.Words(old, new, joins)
		if redline.Old(spans) != old || redline.New(spans) != new {
			t.Errorf("%q and %q became %+v", old, new, spans)
		}
		p := draft.Proposal{Wording: draft.Wording{Kind: draft.Change, Was: old, Text: new, Joins: joins}}
		redline.NewThree(&p, new)
		redline.Plain(spans)
		redline.English.Spoken(spans)
	})
}
