package app_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/tui/cells"
)

// TestOddTextKeepsTheCells puts text that terminals and programs count in
// different ways wherever a person's words go: the border between the columns
// stays where it is, and nothing pushes a row out.
func TestOddTextKeepsTheCells(t *testing.T) {
	for name, odd := range map[string]string{
		"a long line":     strings.Repeat("x", 10000),
		"long words":      strings.Repeat("word ", 2000),
		"wide":            strings.Repeat("\u6f22\u5b57", 300),
		"emoji":           strings.Repeat("\U0001F468\u200d\U0001F469\u200d\U0001F467 \U0001F1E8\U0001F1ED \u2764\ufe0f ", 40),
		"zero width":      strings.Repeat("a\u200b\u200c\u200d\u2060\ufeff", 100),
		"combining marks": "e" + strings.Repeat("\u0301", 300) + " done",
		"tabs":            strings.Repeat("\ta", 80),
	} {
		inMeeting(t, name, func(t *testing.T) {
			b := join(t, 120, 40)
			short := []rune(odd)
			b.types(amina, "resolves", odd+" ")
			eve := meeting.Person{Number: 9, Session: meeting.Session{9}, Name: "Eve " + string(short[:min(len(short), 50)]), Delegation: string(short[:min(len(short), 50)]), Role: meeting.Captioner}
			b.other(eve, meeting.Entered{Person: eve})
			for _, words := range []string{odd, string(short[:min(len(short), 200)])} {
				for i, what := range collabtest.Says(words, b.log.Overlay().ID(5), b.log.Text().Line(4)) {
					e := meeting.Event{Number: b.log.Head() + 1, At: time.Now().UTC(), By: 9, Command: uint64(3 + i), Base: b.log.Head(), What: what}
					if b.log.Apply(e) == nil {
						b.Send(meeting.Happened{Event: e})
					}
				}
			}
			for range 7 { // through all panes
				b.keepsItsCells()
				b.Press(tab)
			}
		})
	}
}

// keepsItsCells checks that the border between the draft and the panes stands in
// one column, from the first rule down to the message line.
func (b *bench) keepsItsCells() {
	b.t.Helper()
	rows := strings.Split(b.Text(), "\n")
	for y := 1; y < len(rows)-8; y++ { // captions, a message of up to four rows and help go over the whole width
		if border := columnOf(rows[y], "\u2502"); border != 79 {
			b.t.Fatalf("row %d has the border in column %d, want 79:\n%s", y, border, strings.Join(rows, "\n"))
		}
	}
}

// columnOf is the cell at which a mark stands in a row, -1 where it does not.
func columnOf(row, mark string) int {
	before, _, found := strings.Cut(row, mark)
	if !found {
		return -1
	}
	return cells.Ruler{Widths: cells.ByCluster}.Width(before)
}
