package app

import (
	"slices"

	"parley/tui/action"
)

// A rect is a part of the screen in cells; the zero rect is not shown.
type rect struct{ x, y, w, h int }

func (r rect) shown() bool { return r.w > 0 && r.h > 0 }

// A layout is where everything is. The rectangles of panes include the rule
// above them.
type layout struct {
	draft rect
	sides []rect         // for each pane beside the draft, in the order of Model.sides
	tabs  action.Place   // the pane whose rule names those that are not on the screen
	over  rect           // where lists and pages are
	order []action.Place // of the sides
}

// The smallest screen that anything but a sentence is shown on.
const (
	leastWidth  = 40
	leastHeight = 10
)

// The widths and heights at which the screen is laid out differently.
const (
	narrowWidth    = 50  // below it lines are the better front
	twoPanesWidth  = 80  // and
	twoPanesHeight = 20  // from here on a pane below the draft
	besideWidth    = 120 // a column beside the draft
	stackedHeight  = 24  // of the body: two panes of a column one above the other
	threeWidth     = 170 // two columns beside the draft
)

// What a column takes: text is read best in lines of some 70 cells, so what a
// wide screen has beyond that goes to the panes, until they have enough.
const (
	draftWidth  = 84 // the draft beside two columns: 66 to 72 cells of text and the gutter
	leastColumn = 40
	mostColumn  = 60
)

func (m *Model) tooSmall() bool { return m.width < leastWidth || m.height < leastHeight }

// lay lays the screen out: the status line at the top, the message and the
// help line at the bottom, the body between them.
func (m *Model) lay() layout {
	l := layout{sides: make([]rect, len(m.sides)), order: m.sideOrder()}
	body := rect{0, 1, m.width, m.height - 1 - m.footRoom() - m.captionRoom()}
	switch {
	case m.tooSmall():
	case m.onlyText():
		l.draft = rect{0, 0, m.width, m.height}
	case m.width >= threeWidth && !m.single():
		column := min(max((body.w-draftWidth-2)/2, leastColumn), mostColumn)
		l.draft = rect{body.x, body.y, body.w - 2*column - 2, body.h}
		l.over = l.draft
		first := rect{l.draft.w + 1, body.y, column, body.h}
		second := rect{l.draft.w + column + 2, body.y, column, body.h}
		m.fill(&l, append(columns(first), columns(second)...))
	case m.width >= besideWidth && !m.single():
		column := min(max(body.w/3, leastColumn), mostColumn)
		l.draft = rect{body.x, body.y, body.w - column - 1, body.h}
		l.over = l.draft
		m.fill(&l, columns(rect{l.draft.w + 1, body.y, column, body.h}))
	case m.width >= twoPanesWidth && m.height >= twoPanesHeight:
		low := min(max(body.h/4, 6), 12)
		l.draft = rect{body.x, body.y, body.w, body.h - low}
		l.over = body
		m.fill(&l, []rect{{body.x, body.y + body.h - low, body.w, low}})
	default:
		*l.pane(m.focus) = body
		l.over = body
	}
	return l
}

// columns are the places for panes in a column: two where it is tall enough.
func columns(r rect) []rect {
	if r.h < stackedHeight {
		return []rect{r}
	}
	low := r.h / 2
	return []rect{{r.x, r.y, r.w, r.h - low}, {r.x, r.y + r.h - low, r.w, low}}
}

// fill gives the places to the panes that were chosen last, in the panes' own
// order, so that a pane keeps its place as long as it can. Where there are
// more places than panes, columns that were parted become whole again.
func (m *Model) fill(l *layout, places []rect) {
	for i := len(places) - 1; len(places) > len(m.sides) && i > 0; i-- {
		if above := &places[i-1]; above.x == places[i].x {
			above.h += places[i].h
			places = append(places[:i], places[i+1:]...)
		}
	}
	seen := m.recent[:min(len(places), len(m.recent))]
	next := 0
	for i, p := range l.order {
		if !slices.Contains(seen, p) {
			continue
		}
		l.sides[i] = places[next]
		if next++; next == 1 && len(seen) < len(l.order) {
			l.tabs = p
		}
	}
}

// pane returns the rectangle of the pane that place is in.
func (l *layout) pane(p action.Place) *rect {
	for i, q := range l.order {
		if p == q {
			return &l.sides[i]
		}
	}
	return &l.draft
}

func (l *layout) shown(p action.Place) bool { return l.pane(p).shown() }

// shown reports whether the pane is on the screen now.
func (m *Model) shown(p action.Place) bool { l := m.lay(); return l.shown(p) }
