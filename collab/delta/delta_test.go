package delta_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parley/collab/delta"
)

// letters are what the random texts are made of: few of them, so that they
// repeat, from one to four bytes long, some of which join into one picture.
var letters = rapid.SampledFrom([]rune("aab \nسلام中文e\u0301👩\u200d🚀"))

func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(letters, 0, 24).Draw(t, "letters"))
	})
}

// changes draws a delta that applies to a text of length code points.
func changes(length int) *rapid.Generator[delta.Delta] {
	return rapid.Custom(func(t *rapid.T) delta.Delta {
		var b delta.Builder
		for left := length; ; {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				b.Insert(string(rapid.SliceOfN(letters, 1, 4).Draw(t, "insert")))
			case 1:
				n := rapid.IntRange(0, min(left, 5)).Draw(t, "delete")
				b.Delete(n)
				left -= n
			case 2:
				n := rapid.IntRange(0, min(left, 9)).Draw(t, "keep")
				b.Keep(n)
				left -= n
			default:
				b.Keep(left)
				return b.Delta()
			}
		}
	})
}

func apply(t interface {
	Helper()
	Fatal(...any)
}, d delta.Delta, s string) string {
	t.Helper()
	out, err := d.Apply(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compose(t *rapid.T, d, e delta.Delta) delta.Delta {
	out, err := d.Compose(e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func slicer(s string) func(from, to int) string {
	r := []rune(s)
	return func(from, to int) string { return string(r[from:to]) }
}

// mustBeCanonical fails when d is not in its one form.
func mustBeCanonical(t *rapid.T, d delta.Delta) {
	base, length, before := 0, 0, ""
	for op := range d.Ops() {
		kind := "insert"
		switch {
		case op.Keep > 0 && op.Delete == 0 && op.Insert == "":
			kind = "keep"
		case op.Delete > 0 && op.Keep == 0 && op.Insert == "":
			kind = "delete"
		case op.Keep != 0 || op.Delete != 0 || op.Insert == "":
			t.Fatalf("step %+v has not exactly one field set, in %v", op, d)
		}
		if kind == before || before == "insert" && kind == "delete" {
			t.Fatalf("%s after %s in %v", kind, before, d)
		}
		before = kind
		base += op.Keep + op.Delete
		length += op.Keep + utf8.RuneCountInString(op.Insert)
	}
	if base != d.BaseLen() || length != d.NewLen() {
		t.Fatalf("%v says %d to %d, its steps %d to %d", d, d.BaseLen(), d.NewLen(), base, length)
	}
}

func TestApplySaysWhatTheStepsSay(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		d          delta.Delta
		want       string
	}{
		{"nothing in nothing", "", delta.Delta{}, ""},
		{"a letter in an empty text", "", delta.Replace(0, 0, 0, "x"), "x"},
		{"a word replaced", "one two", delta.Replace(7, 4, 3, "zwei"), "one zwei"},
		{"an insertion before a deletion is the same as after", "abc", delta.New(delta.Op{Keep: 1}, delta.Op{Insert: "X"}, delta.Op{Delete: 1}, delta.Op{Keep: 1}), "aXc"},
		{"counts are code points", "سلام 中文", delta.Replace(7, 5, 1, "👩‍🚀"), "سلام 👩‍🚀文"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := apply(t, tt.d, tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestATextOfAnotherLengthIsRefused(t *testing.T) {
	if got, err := delta.Replace(3, 0, 1, "").Apply("ab"); err == nil {
		t.Errorf("got %q and no error", got)
	}
	if got, err := delta.Replace(3, 0, 1, "").Compose(delta.Replace(3, 0, 1, "")); err == nil {
		t.Errorf("composed %v and no error", got)
	}
}

func TestAReplacementOutOfRangePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	delta.Replace(3, 2, 2, "")
}

func TestBytesThatAreNotTextAreReplaced(t *testing.T) {
	got := delta.Replace(0, 0, 0, "a\xffb")
	if want := delta.Replace(0, 0, 0, "a\uFFFDb"); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOnlyADeltaThatDoesSomethingChanges(t *testing.T) {
	for _, tt := range []struct {
		d    delta.Delta
		want bool
	}{
		{delta.Delta{}, false},
		{delta.Replace(4, 2, 0, ""), false},
		{delta.Replace(4, 2, 1, ""), true},
		{delta.Replace(4, 4, 0, "x"), true},
		{delta.Replace(4, 0, 4, ""), true},
		{delta.Replace(0, 0, 0, "x"), true},
	} {
		if got := tt.d.Changes(); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.d, got, tt.want)
		}
	}
}

func TestEveryBuiltDeltaIsInItsOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := changes(rapid.IntRange(0, 30).Draw(t, "length")).Draw(t, "d")
		mustBeCanonical(t, d)
		if again := delta.New(slices.Collect(d.Ops())...); !again.Equal(d) {
			t.Fatalf("built again: got %v, want %v", again, d)
		}
	})
}

func TestApplyingOneByOneOrComposedIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := texts().Draw(t, "text")
		d := changes(utf8.RuneCountInString(s)).Draw(t, "first")
		e := changes(d.NewLen()).Draw(t, "second")
		both := compose(t, d, e)
		mustBeCanonical(t, both)
		if got, want := apply(t, both, s), apply(t, e, apply(t, d, s)); got != want {
			t.Fatalf("%v then %v is %v: got %q, want %q", d, e, both, got, want)
		}
	})
}

func TestComposingIsAssociative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := changes(rapid.IntRange(0, 20).Draw(t, "length")).Draw(t, "first")
		e := changes(d.NewLen()).Draw(t, "second")
		f := changes(e.NewLen()).Draw(t, "third")
		left, right := compose(t, compose(t, d, e), f), compose(t, d, compose(t, e, f))
		if !left.Equal(right) {
			t.Fatalf("(first second) third: %v, first (second third): %v", left, right)
		}
	})
}

func TestAnInverseTakesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := texts().Draw(t, "text")
		d := changes(utf8.RuneCountInString(s)).Draw(t, "d")
		back := d.Invert(slicer(s))
		mustBeCanonical(t, back)
		changed := apply(t, d, s)
		if got := apply(t, back, changed); got != s {
			t.Fatalf("%v then %v: got %q, want %q", d, back, got, s)
		}
		if again := back.Invert(slicer(changed)); !again.Equal(d) {
			t.Fatalf("inverted twice: got %v, want %v", again, d)
		}
	})
}

func TestMappedPositions(t *testing.T) {
	d := delta.New(delta.Op{Keep: 2}, delta.Op{Delete: 2}, delta.Op{Insert: "XYZ"}, delta.Op{Keep: 2}) // abCDef: abXYZef
	for _, tt := range []struct {
		name          string
		pos           int
		before, after int
	}{
		{"in front of the change", 1, 1, 1},
		{"at its start", 2, 2, 5},
		{"in the deleted text", 3, 2, 5},
		{"at its end", 4, 2, 5},
		{"behind it", 5, 6, 6},
		{"at the end", 6, 7, 7},
		{"past the end", 60, 7, 7},
		{"in front of the start", -1, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := d.Map(tt.pos, delta.Before); got != tt.before {
				t.Errorf("before: got %d, want %d", got, tt.before)
			}
			if got := d.Map(tt.pos, delta.After); got != tt.after {
				t.Errorf("after: got %d, want %d", got, tt.after)
			}
		})
	}
}

func TestMappingKeepsTheOrderOfPositions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := changes(rapid.IntRange(0, 30).Draw(t, "length")).Draw(t, "d")
		for pos := range d.BaseLen() + 1 {
			before, after := d.Map(pos, delta.Before), d.Map(pos, delta.After)
			if before > after || before < 0 || after > d.NewLen() {
				t.Fatalf("%v maps %d to %d and %d", d, pos, before, after)
			}
			for _, side := range []delta.Side{delta.Before, delta.After} {
				if next := d.Map(pos+1, side); next < d.Map(pos, side) {
					t.Fatalf("%v maps %d behind %d", d, pos, pos+1)
				}
			}
		}
	})
}

func TestKeptTextIsWhereItsPositionIsMappedTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := []rune(texts().Draw(t, "text"))
		d := changes(len(s)).Draw(t, "d")
		changed, at := []rune(apply(t, d, string(s))), 0
		for op := range d.Ops() {
			for i := range op.Keep {
				if got := changed[d.Map(at+i, delta.After)]; got != s[at+i] {
					t.Fatalf("%v: at %d got %q, want %q", d, at+i, got, s[at+i])
				}
			}
			at += op.Keep + op.Delete
		}
	})
}

func TestParsingGivesBackWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := changes(rapid.IntRange(0, 300).Draw(t, "length")).Draw(t, "d")
		got, err := delta.Parse(d.AppendBinary(nil))
		if err != nil || !got.Equal(d) {
			t.Fatalf("got %v, %v, want %v", got, err, d)
		}
	})
}

func TestATypedLetterTravelsInSevenBytes(t *testing.T) {
	for name, d := range map[string]delta.Delta{
		"typed":  delta.Replace(100_000, 70_000, 0, "x"),
		"erased": delta.Replace(100_000, 70_000, 1, ""),
	} {
		if got := len(d.AppendBinary(nil)); got > 7 {
			t.Errorf("%s: %d bytes, want at most 7", name, got)
		}
	}
}

func TestParseRefusesASecondWayToWriteTheSame(t *testing.T) {
	for _, tt := range []struct{ name, bytes string }{
		{"nothing at all", ""},
		{"a keep in two bytes that fits one", "\x83\x00"},
		{"a change without a keep behind it", "\x01x"},
		{"two changes at one place", "\x01x\x00y\x00"},
		{"an empty change", "\x01\x80\x00"},
		{"a letter in the long form", "\x01\x81x\x00"},
		{"an insertion cut short", "\x01\x83ab"},
		{"half a character", "\x00\x82\xd8\xd8\x00"},
		{"a text too long", "\xff\xff\xff\x7f"},
		{"an endless count", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := delta.Parse([]byte(tt.bytes)); err == nil {
				t.Errorf("got %v and no error", got)
			}
		})
	}
}

func TestTheLongestTextIsAllowedAndNoLonger(t *testing.T) {
	if _, err := delta.Parse(delta.Replace(delta.MaxLen, 0, 1, "x").AppendBinary(nil)); err != nil {
		t.Error(err)
	}
	if _, err := delta.Parse(delta.Replace(delta.MaxLen, 0, 0, "x").AppendBinary(nil)); err == nil {
		t.Error("one more code point: no error")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("\x00"))
	f.Add([]byte("\x05x\x03"))
	f.Add([]byte("\x00\xff\x01\x00abcdefghijklmno\x01"))
	f.Add(delta.Replace(100_000, 70_000, 12, strings.Repeat("中", 20)).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := delta.Parse(b)
		if err != nil {
			return
		}
		if got := d.AppendBinary(nil); string(got) != string(b) {
			t.Fatalf("%x parsed as %v is written as %x", b, d, got)
		}
		if again := delta.New(slices.Collect(d.Ops())...); !again.Equal(d) {
			t.Fatalf("%v is not in its one form, which is %v", d, again)
		}
	})
}

func TestAChangeWithinALongerText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		older, newer := texts().Draw(t, "older"), texts().Draw(t, "newer")
		before, after := texts().Draw(t, "before"), texts().Draw(t, "after")
		d := mustDiff(t, older, newer).Within(utf8.RuneCountInString(before), utf8.RuneCountInString(after))
		mustBeCanonical(t, d)
		if got := apply(t, d, before+older+after); got != before+newer+after {
			t.Fatalf("got %q", got)
		}
	})
}
