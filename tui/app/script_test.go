package app_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/collab/meeting"
	"parley/tui/app"
)

// inArabic puts paragraphs into the draft that run from right to left, one with
// brackets, a number and an English name in it, and has somebody say so.
func inArabic(b *bench) {
	b.types(amina, "instructs the Director",
		"أن تيسر الدول الأعضاء [النفاذ إلى] توصيلية (ITU) ميسورة التكلفة بحلول عام 2028، مع مراعاة الظروف الوطنية والإقليمية؛\nأن تدعو الأوساط الأكاديمية؛\n\n")
	b.other(amina, meeting.Said{Text: "The Arabic text: «الدول الأعضاء» in line 9."})
}

func TestArabicScreens(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 50}} {
		name := fmt.Sprintf("arabic-%dx%d", size[0], size[1])
		inMeeting(t, name, func(t *testing.T) {
			b := join(t, size[0], size[1])
			inArabic(b)
			b.Press(down, down, down, down, down, down, down, down)
			b.golden(name)
		})
	}
	inMeeting(t, "the terminal reorders", func(t *testing.T) {
		b := join(t, 120, 40, func(c *app.Config) { c.Terminal.Reorders = true })
		inArabic(b)
		b.golden("arabic-by-terminal-120x40")
	})
	inMeeting(t, "the terminal reorders, and leaves brackets as they are", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Terminal.Reorders, c.Terminal.Mirrors = true, true })
		inArabic(b)
		b.Text() // all that came is taken in
		content := ansi.Strip(b.model.View().Content)
		for _, words := range []string{"9 AO  \u202bأن تيسر الدول الأعضاء ]النفاذ إلى[ توصيلية )ITU( ميسورة", "«الدول الأعضاء» in line 9."} {
			if !strings.Contains(content, words) {
				t.Errorf("%q is not in\n%s", words, content)
			}
		}
	})
}

func TestNothingStandsBesideADraftFromRightToLeft(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 120, 40)
		b.shows("│")
		inArabic(b)
		b.hides("│")
		b.shows("CHAT")
	})
}

func TestTheCursorIsOnTheLetterThatItIsBefore(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		inArabic(b)
		b.Type("10\n") // the short one, which stands at the right
		x, y, _ := b.Cursor()
		if got := b.Look(x, y).Text; got != "ﺃ" || x != 79 {
			t.Errorf("at the paragraph's start: got %q in column %d, want its first letter in the last column", got, x)
		}
		b.Press(tea.Key{Code: tea.KeyLeft}, tea.Key{Code: tea.KeyLeft, Mod: tea.ModShift})
		if at, _, _ := b.Cursor(); at != x-2 {
			t.Errorf("two to the left: got column %d, want %d", at, x-2)
		}
		if l := b.Look(x-1, y); !l.Reverse || l.Text != "ﻥ" {
			t.Errorf("got %+v, want the second letter selected", l)
		}
	})
}

func TestWhatIsTypedInArabicStandsAtItsCursor(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(tab) // the chat
		for _, r := range "نعم" {
			b.Press(tea.Key{Code: r, Text: string(r)})
		}
		rows := strings.Split(b.Text(), "\n")
		x, y, _ := b.Cursor()
		if !strings.Contains(rows[y], "ﻢﻌﻧ") {
			t.Errorf("at %d, %d: got %q, want the word as it is drawn", x, y, rows[y])
		}
	})
}
