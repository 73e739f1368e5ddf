package app

import "parley/tui/action"

// A rect is a part of the screen in cells; the zero rect is not shown.
type rect struct{ x, y, w, h int }

func (r rect) shown() bool { return r.w > 0 && r.h > 0 }

// A layout is where everything is. The rectangles of panes include the rule
// above them.
type layout struct {
	draft, chat, people rect
	over                rect // where lists and pages are
}

// The smallest screen that anything but a sentence is shown on.
const (
	leastWidth  = 40
	leastHeight = 10
)

// The widths and heights at which the screen is laid out differently.
const (
	twoPanesWidth  = 80  // and
	twoPanesHeight = 20  // from here on a pane below the draft
	besideWidth    = 120 // chat or people beside the draft
	stackedHeight  = 24  // of the body: chat and people one above the other
	threeWidth     = 170 // chat and people beside each other
)

func (m *Model) tooSmall() bool { return m.width < leastWidth || m.height < leastHeight }

// lay lays the screen out: the status line at the top, the message and the
// help line at the bottom, the body between them.
func (m *Model) lay() layout {
	body := rect{0, 1, m.width, m.height - 3}
	switch {
	case m.tooSmall():
		return layout{}
	case m.width >= threeWidth:
		return three(body)
	case m.width >= besideWidth:
		return m.beside(body)
	case m.width >= twoPanesWidth && m.height >= twoPanesHeight:
		return m.below(body)
	}
	var l layout
	*l.pane(m.focus) = body
	l.over = body
	return l
}

// pane returns the rectangle of the pane that place is in.
func (l *layout) pane(p action.Place) *rect {
	switch p {
	case action.Chat:
		return &l.chat
	case action.People:
		return &l.people
	}
	return &l.draft
}

// below has the chat or the people below the draft.
func (m *Model) below(body rect) layout {
	low := min(max(body.h/4, 6), 12)
	l := layout{draft: rect{body.x, body.y, body.w, body.h - low}, over: body}
	*l.pane(m.side) = rect{body.x, body.y + body.h - low, body.w, low}
	return l
}

// beside has the chat and the people in a column beside the draft, one of them
// where the column is too short for both.
func (m *Model) beside(body rect) layout {
	w := min(max(body.w/3, 40), 60)
	left := rect{body.x, body.y, body.w - w - 1, body.h}
	right := rect{body.x + body.w - w, body.y, w, body.h}
	l := layout{draft: left, over: left}
	if body.h < stackedHeight {
		*l.pane(m.side) = right
		return l
	}
	low := body.h / 3
	l.chat = rect{right.x, right.y, right.w, right.h - low}
	l.people = rect{right.x, right.y + right.h - low, right.w, low}
	return l
}

// three has draft, chat and people beside each other.
func three(body rect) layout {
	people := 44
	chat := min(max((body.w-people)*3/8, 44), 80)
	l := layout{
		draft:  rect{body.x, body.y, body.w - chat - people - 2, body.h},
		chat:   rect{body.x + body.w - chat - people - 1, body.y, chat, body.h},
		people: rect{body.x + body.w - people, body.y, people, body.h},
	}
	l.over = l.draft
	return l
}
