package bidi_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	ucd "golang.org/x/text/unicode/bidi"
	"pgregory.net/rapid"

	"parley/tui/bidi"
)

// visual draws a paragraph in one row.
func visual(s string, base bidi.Level) string {
	runes := []rune(s)
	levels := bidi.Levels(s, base)
	var b strings.Builder
	for _, i := range bidi.Visual(levels, base, func(i int) bool { return runes[i] == ' ' }) {
		r := runes[i]
		if levels[i]%2 == 1 {
			r = bidi.Mirrored(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// The letters of Hebrew stand for any that run from right to left: they do not
// join, so a test can be read.
func TestTheOrderInWhichAParagraphIsDrawn(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		base       bidi.Level
		want       string
	}{
		{"nothing that runs left", "shall (2) be", 0, "shall (2) be"},
		{"a word in an English sentence", "the word אבג is", 0, "the word גבא is"},
		{"two words in it", "the words אב גד are", 0, "the words דג בא are"},
		{"a paragraph of its own", "אבג דהו.", 1, ".והד גבא"},
		{"a number in it", "אב 123 גד", 1, "דג 123 בא"},
		{"an amount with its sign", "אב 12.5% גד", 1, "דג 12.5% בא"},
		{"an English name in it", "אב ITU גד", 1, "דג ITU בא"},
		{"square brackets of a negotiation", "אב [גד] הו", 1, "וה [דג] בא"},
		{"brackets around English", "אב (ITU) גד", 1, "דג (ITU) בא"},
		{"brackets in an English sentence", "keep [אב] here", 0, "keep [בא] here"},
		{"brackets go with the sentence", "a[א]1", 0, "a[א]1"},
		{"brackets of who speaks before them", "א [a] ב", 1, "ב [a] א"},
		{"brackets go with what they follow", "א(ב)1", 0, "1(ב)א"},
		{"a bracket that is not closed", "a (א ב", 0, "a (ב א"},
		{"a tab parts what is before it from what is behind", "אב\tגד", 0, "בא\tדג"},
		{"alternatives", "[אב | גד]", 1, "[דג | בא]"},
		{"quotation marks", "«אב»", 1, "«בא»"},
		{"blanks at the end go to the end", "אב  ", 1, "  בא"},
		{"blanks at the end of an English row", "ab אב  ", 0, "ab בא  "},
		{"Arabic numbers", "من ١٢٣ إلى", 1, "ىلإ ١٢٣ نم"},
		{"Latin digits after Arabic letters", "من 10-20", 1, "20-10 نم"},
	} {
		if got := visual(tt.text, tt.base); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTheDirectionOfAParagraphIsThatOfItsFirstLetter(t *testing.T) {
	for text, want := range map[string]bidi.Level{"": 0, "12 (": 0, "12 shall": 0, "12 אב shall": 1, "[broadband] אב": 0, "«الدول» shall": 1} {
		if got := bidi.Base(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

func TestWhatRunsFromRightToLeftIsFound(t *testing.T) {
	for text, want := range map[string]bool{"": false, "shall": false, "должны élève 会员国 👩‍👩‍👧‍👦": false, "हिन्दी ไทย": false, "a א": true, "الدول": true, "\ufefb": true, "\U0001e900": true, "\xd7": false} {
		if got := bidi.Has(text); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}

func TestNothingRunsFromRightToLeftOutsideItsBlocks(t *testing.T) {
	for r := range rune(0x110000) {
		p, _ := ucd.LookupRune(r)
		c := p.Class()
		left := (c == ucd.R || c == ucd.AL || c == ucd.AN) && r != 0x200f
		if left != bidi.Has(string(r)) && utf8.ValidRune(r) {
			t.Errorf("%U has class %v", r, c)
		}
	}
}

// x/text resolves levels, too, but tells only which way each stretch runs, and
// takes no two brackets for a pair (as of v0.43.0 it compares one with the other
// as they are written): those are in the table above.
func TestLevelsRunAsTheReferenceHasThem(t *testing.T) {
	letters := []rune("ab1 2.,-+%$«»<>אבגאدول١٢\u0301\u064b|…ж中\t")
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom(letters), 1, 30).Draw(t, "text"))
		var p ucd.Paragraph
		if n, err := p.SetString(s); err != nil || n != len(s) {
			t.Skip("more than a paragraph")
		}
		o, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		levels := bidi.Levels(s, bidi.Base(s))
		runes := []rune(s)
		trailing := len(strings.TrimRight(s, " \t"))
		for i := range o.NumRuns() {
			r := o.Run(i)
			from, to := r.Pos()
			for at := from; at <= to; at++ {
				if len(string(runes[:at])) >= trailing {
					continue // L1 is for rows
				}
				if got := levels[at]%2 == 1; got != (r.Direction() == ucd.RightToLeft) {
					t.Fatalf("%q: code point %d has level %d, the reference has it %v", s, at, levels[at], r.Direction())
				}
			}
		}
	})
}

func TestArabicLettersJoin(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a word", "بلد", "\ufe91\ufee0\ufeaa"},
		{"a letter that joins to none behind it", "دار", "\ufea9\ufe8d\ufead"},
		{"lam and alef stay two", "لا", "\ufedf\ufe8e"},
		{"marks stay on their letters", "بِلَد", "\ufe91\u0650\ufee0\u064e\ufeaa"},
		{"a word on its own side of a blank", "من بلد", "\ufee3\ufee6 \ufe91\ufee0\ufeaa"},
		{"a non-joiner parts letters", "می\u200cشود", "\ufee3\ufbfd\ufeb7\ufeee\ufea9"},
		{"tatweel", "بـد", "\ufe91ـ\ufeaa"},
		{"alef maksura", "على", "\ufecb\ufee0\ufef0"},
		{"Hebrew as it is", "אב", "אב"},
	} {
		var clusters []string
		for _, r := range tt.text {
			if n := len(clusters); n > 0 && (r == 0x200c || r >= 0x64b && r <= 0x652) {
				clusters[n-1] += string(r)
				continue
			}
			clusters = append(clusters, string(r))
		}
		got := ""
		for i, c := range clusters {
			before, after := "", ""
			if i > 0 {
				before = clusters[i-1]
			}
			if i+1 < len(clusters) {
				after = clusters[i+1]
			}
			got += bidi.Shape(before, c, after)
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestARowKeepsItsStylesAndItsCursor(t *testing.T) {
	one := func(string) int { return 1 }
	row := "Dana: \x1b[1mאבג\x1b[m 12 \x1b[4mx\x1b[m"
	got, column := bidi.Drawn(row, one)
	if want := "Dana: 12 \x1b[1mגבא\x1b[m \x1b[4mx\x1b[m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for x, want := range map[int]int{0: 0, 6: 11, 8: 9, 10: 6, 13: 13, 40: 40} {
		if at := column(x); at != want {
			t.Errorf("column %d: got %d, want %d", x, at, want)
		}
	}
	if got, column := bidi.Drawn("\x1b[1mshall\x1b[m", one); got != "\x1b[1mshall\x1b[m" || column(3) != 3 {
		t.Errorf("a row from left to right came back as %q", got)
	}
}

func FuzzDrawn(f *testing.F) {
	for _, s := range []string{"abc", "\x1b[1mאבג\x1b[m 12", "الدول [ا|ب]", "\x1b[", "א\x1b", "\u0600א", "א\xdd0\x1b0A\x9e"} {
		f.Add(s)
	}
	f.Add("ג\x90ב\xd7") // the halves of an alef, the wrong way round
	f.Fuzz(func(t *testing.T, s string) {
		drawn, column := bidi.Drawn(s, func(c string) int { return len([]rune(c)) })
		if strings.Count(drawn, "א") != strings.Count(s, "א") && !strings.Contains(s, "\x1b") {
			t.Fatalf("%q became %q", s, drawn)
		}
		column(0)
	})
}

func TestARowForATerminalThatTurnsWordsRoundHasItsBracketsTurnedRound(t *testing.T) {
	for row, want := range map[string]string{
		"see (this) [1]":               "see (this) [1]",
		"see (this) \u0634 (\u0634) x": "see (this) \u0634 )\u0634( x",
		"\u0634 \x1b[1m[\u0634]\x1b[m": "\u0634 \x1b[1m]\u0634[\x1b[m",
	} {
		if got := bidi.MirroredRow(row); got != want {
			t.Errorf("%q: got %q, want %q", row, got, want)
		}
	}
}
