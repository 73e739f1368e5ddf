package draft_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

func applied(t text.Text, d delta.Delta) string {
	s, err := d.Apply(t.String())
	if err != nil {
		return err.Error()
	}
	return s
}

func TestEnclose(t *testing.T) {
	for _, tt := range []struct {
		name, in string // the words are between the marks < and >
		want     string
		half     int // of this bracket; -1: of one that does not close
	}{
		{"a word", "that <shall> act", "that [shall] act", 0},
		{"blanks at its ends stay outside", "that< shall >act", "that [shall] act", 0},
		{"around a bracket", "that <[shall] act>", "that [[shall] act]", 0},
		{"inside a bracket", "that [shall <act>]", "that [shall [act]]", 0},
		{"over two paragraphs", "that <shall\nact>.", "that [shall\nact].", 0},
		{"half a bracket", "[that <shall] act>", "", 1},
		{"a bar of a bracket around it", "[that <shall | may> act]", "", 1},
		{"all alternatives of an inner one", "[that <[shall | may]> act]", "[that [[shall | may]] act]", 0},
		{"one that does not close", "that <[shall> act", "", -1},
		{"only blanks", "that<  >act", "that  act", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var words []rune
			var from, to int
			for _, c := range tt.in {
				switch c {
				case '<':
					from = len(words)
				case '>':
					to = len(words)
				default:
					words = append(words, c)
				}
			}
			old := text.New(string(words), 0)
			from, to, err := draft.Enclosable(old, draft.FindBrackets(old), from, to)
			var half draft.HalfError
			if errors.As(err, &half) {
				if tt.half == 0 || max(tt.half, 0) != half.Number {
					t.Errorf("got %v", err)
				}
				return
			}
			got := old.String()
			if from < to {
				got = applied(old, draft.Enclose(old.Len(), from, to))
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestWhatIsEnclosedIsLiftedAgain: brackets put in anywhere add one pair, break no
// other, and lifting that pair gives the text back.
func TestWhatIsEnclosedIsLiftedAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := text.New(rapid.StringOfN(rapid.SampledFrom([]rune("ab []|\n")), 0, 24, -1).Draw(t, "text"), 0)
		from := rapid.IntRange(0, old.Len()).Draw(t, "from")
		to := rapid.IntRange(from, old.Len()).Draw(t, "to")
		before := draft.FindBrackets(old)
		open, end, err := draft.Enclosable(old, before, from, to)
		if err != nil || open == end {
			return
		}
		now := text.New(applied(old, draft.Enclose(old.Len(), open, end)), 0)
		after := draft.FindBrackets(now)
		if len(after.Pairs) != len(before.Pairs)+1 || len(after.Faults) > len(before.Faults) {
			t.Fatalf("%q has brackets %+v, faults %+v; it had %+v, %+v", now, after.Pairs, after.Faults, before.Pairs, before.Faults)
		}
		for _, p := range after.Pairs {
			if p.Open != open {
				continue
			}
			if len(p.Bars) > 0 {
				return // a bar that was outside of any bracket is an alternative now
			}
			back, err := draft.Lift(now, p, 0)
			if err != nil || applied(now, back) != old.String() {
				t.Fatalf("lifted it reads %q (%v), want %q", applied(now, back), err, old)
			}
			return
		}
		t.Fatalf("no bracket opens at %d in %q", open, now)
	})
}
