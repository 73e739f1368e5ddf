package cells

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestWidthOfTheScriptsThatMeetingsWriteIn(t *testing.T) {
	for _, tt := range []struct {
		name, text        string
		byRune, byCluster int
	}{
		{"English", "shall", 5, 5},
		{"French, composed", "élève", 5, 5},
		{"French, decomposed", "e\u0301le\u0300ve", 5, 5},
		{"Russian", "должны", 6, 6},
		{"Chinese", "会员国", 6, 6},
		{"Chinese brackets", "［国家］", 8, 8},
		{"Arabic", "الدول", 5, 5},
		{"Arabic with vowel signs", "الدُّوَل", 5, 5},
		{"Korean", "대한민국", 8, 8},
		{"family", "👩‍👩‍👧‍👦", 8, 2},
		{"flag", "🇰🇪", 2, 2},
		{"thumb with a skin tone", "👍🏽", 4, 2},
		{"heart as a picture", "❤️", 1, 2},
		{"escape sequence", "\x1b[31m", 5, 5},
		{"direction override", "a\u202eb", 3, 3},
		{"zero width space", "a\u200bb", 3, 3},
		{"mark without a letter", "\u0301a", 2, 2},
		{"broken byte", "a\xffb", 3, 3},
		{"a letter under a thousand marks", "a" + strings.Repeat("\u0301", 1000), 32, 32},
	} {
		if got := (Ruler{Widths: ByRune}).Width(tt.text); got != tt.byRune {
			t.Errorf("%s, by code point: got %d, want %d", tt.name, got, tt.byRune)
		}
		if got := (Ruler{Widths: ByCluster}).Width(tt.text); got != tt.byCluster {
			t.Errorf("%s, by cluster: got %d, want %d", tt.name, got, tt.byCluster)
		}
	}
}

func TestNothingHiddenGetsToTheTerminal(t *testing.T) {
	r := Ruler{}
	if got, want := r.Show("a\x1b[2J\u202eb\u0000\u2028\u200dc"), "a�[2J�b���c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r.ASCII = true
	if got, want := r.Show("\u0301a\x07"), "?a?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFit(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		n          int
		want       string
	}{
		{"room to spare", "ab", 4, "ab  "},
		{"exactly", "abcd", 4, "abcd"},
		{"too long", "abcde", 4, "abc…"},
		{"a wide letter that does not fit", "ab中文", 4, "ab… "},
		{"no room", "abc", 0, ""},
		{"room for one", "abc", 1, "…"},
		{"empty", "", 3, "   "},
	} {
		if got := (Ruler{}).Fit(tt.text, tt.n); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	if got, want := (Ruler{ASCII: true}).Fit("abcdef", 5), "ab..."; got != want {
		t.Errorf("ASCII: got %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		n          int
		want       []string
	}{
		{"between words", "one two three", 8, []string{"one two", "three"}},
		{"a word longer than the line", "abcdefgh ij", 5, []string{"abcde", "fgh", "ij"}},
		{"Chinese anywhere", "会员国应当", 5, []string{"会员", "国应", "当"}},
		{"line breaks stay", "a\n\nb", 5, []string{"a", "", "b"}},
		{"empty", "", 5, []string{""}},
		{"a blank at the end of a full line", "abcd ef", 4, []string{"abcd", "ef"}},
		{"French marks stay with their word", "aa bb ; cc", 5, []string{"aa", "bb ;", "cc"}},
		{"at the end, too", "aa bb : c !", 5, []string{"aa", "bb :", "c !"}},
		{"French quotes stay with their words", "aaa « b », c", 6, []string{"aaa", "« b »,", "c"}},
		{"too narrow for a wide letter", "中a", 1, []string{"�", "a"}},
	} {
		if got := (Ruler{}).Wrap(tt.text, tt.n); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzClusters(f *testing.F) {
	for _, s := range []string{"abc", "e\u0301", "\u0600a", "👩‍👩‍👧‍👦", "\u1100\u1161\u11a8", "\u0915\u094d\u0937", "\x1b[m\u202e", "\u0e33", "🇰🇪🇳", "\xff"} {
		f.Add(s, 10)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = int(uint(n) % 100)
		for _, r := range []Ruler{{}, {Widths: ByCluster}, {ASCII: true}, {Quirks: LooseMarks | LoosePictures}} {
			var all, shown strings.Builder
			for rest := s; rest != ""; {
				c := r.First(rest)
				if c.Text == "" || c.Cells < 1 || utf8.RuneCountInString(c.Text) != c.Runes {
					t.Fatalf("%q begins with %+v", rest, c)
				}
				all.WriteString(c.Text)
				shown.WriteString(c.Shown)
				rest = rest[len(c.Text):]
			}
			if all.String() != s {
				t.Fatalf("the clusters of %q make %q", s, all.String())
			}
			// Drawn in a row, the clusters must take the cells they take one by one:
			// none may join its neighbour or vanish.
			if got, want := r.Widths.method().StringWidth(shown.String()), r.Width(s); got != want {
				t.Fatalf("%q is %d cells wide, its clusters %d", shown.String(), got, want)
			}
			if got := ansi.Strip(shown.String()); got != shown.String() {
				t.Fatalf("%q holds control characters", shown.String())
			}
			if got := r.Widths.method().StringWidth(r.Fit(s, n)); got != n {
				t.Fatalf("%q fitted to %d is %d wide", s, n, got)
			}
			for _, l := range r.Wrap(s, max(n, 2)) {
				if w := r.Widths.method().StringWidth(l); w > max(n, 2) {
					t.Fatalf("%q wrapped to %d has a line %q of %d", s, n, l, w)
				}
			}
		}
	})
}
