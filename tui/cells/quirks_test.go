package cells

import "testing"

func TestWhatAProbeSaysOfATerminal(t *testing.T) {
	for _, tt := range []struct {
		name   string
		took   [Probes]int
		widths Widths
		quirks Quirks
	}{
		{"counts code points", [Probes]int{1, 8, 1, 1, 1}, ByRune, 0},
		{"counts clusters", [Probes]int{1, 2, 2, 1, 1}, ByCluster, 0},
		{"marks take cells", [Probes]int{2, 8, 1, 1, 1}, ByRune, LooseMarks},
		{"clusters, but not of signs", [Probes]int{1, 2, 1, 1, 1}, ByCluster, LoosePictures},
		{"joiners take cells", [Probes]int{1, 11, 1, 1, 1}, ByRune, LoosePictures},
		{"pictures are as wide as signs", [Probes]int{1, 4, 1, 1, 1}, ByRune, LoosePictures},
	} {
		if w, q := Read(tt.took); w != tt.widths || q != tt.quirks {
			t.Errorf("%s: got %d and %d, want %d and %d", tt.name, w, q, tt.widths, tt.quirks)
		}
	}
}

func TestAProbeIsAsWideAsItIsSaidToBe(t *testing.T) {
	var rune, cluster [Probes]int
	for p := range Probe(Probes) {
		rune[p], cluster[p] = Ruler{}.Width(p.Text()), Ruler{Widths: ByCluster}.Width(p.Text())
	}
	if w, q := Read(rune); w != ByRune || q != 0 {
		t.Errorf("by code point: %v is read as %d, %d", rune, w, q)
	}
	if w, q := Read(cluster); w != ByCluster || q != 0 {
		t.Errorf("by cluster: %v is read as %d, %d", cluster, w, q)
	}
}

func TestTextIsShownSoThatQuirksDoNotMatter(t *testing.T) {
	for _, tt := range []struct {
		name, text, shown string
		quirks            Quirks
		hidden            bool
	}{
		{"a letter with its accent is composed", "e\u0301", "é", LooseMarks, false},
		{"a mark that has no letter of its own is left out", "b\u0301", "b", LooseMarks, true},
		{"an Arabic vowel sign", "د\u064e", "د", LooseMarks, true},
		{"a family is its first", "👩\u200d👧", "👩", LoosePictures, true},
		{"a heart is a sign", "❤\ufe0f", "❤", LoosePictures, true},
		{"a thumb has no tone", "👍🏽", "👍", LoosePictures, true},
		{"other text as it is", "会", "会", LooseMarks | LoosePictures, false},
		{"nothing where there are none", "e\u0301", "e\u0301", 0, false},
	} {
		if c := (Ruler{Quirks: tt.quirks}).First(tt.text); c.Shown != tt.shown || c.Hidden != tt.hidden || c.Text != tt.text {
			t.Errorf("%s: got %+q, hidden %t; want %+q, %t", tt.name, c.Shown, c.Hidden, tt.shown, tt.hidden)
		}
	}
}
