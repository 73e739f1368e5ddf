package draft

import (
	"slices"
	"strings"
	"time"

	"parley/collab/delta"
	"parley/collab/text"
)

// The limits of what is held and remarked.
const (
	MaxMarks    = 2048
	MaxHolders  = 64  // of one bracket
	MaxRemarked = 512 // code points of the words that a remark is about
)

// A Mark is tied to a stretch of the log's own text, [From, To): it goes where
// that goes, and grows by what is typed inside, but not at its ends. When
// nothing of it is left it stays on the list, and finds its place again when the
// deletion is undone. It is a remark on some words; or, where Holders are set,
// who keeps the bracket whose [ it is on.
type Mark struct {
	Number   int // growing, never given twice
	From, To int // equal: its words are gone
	Words    string
	Holders  []Voice
	Comment  Comment
	LostBy   text.Author // the entry that took its words out: whose,
	LostIn   uint64      // by which number
}

// Orphaned reports whether the words of the mark are gone.
func (m Mark) Orphaned() bool { return m.From >= m.To }

// HasMarks reports whether there are any marks.
func (o *Overlay) HasMarks() bool { return len(o.marks) > 0 }

// Marks returns all marks by growing number.
func (o *Overlay) Marks() []Mark { return slices.Clone(o.marks) }

// carryMarks moves the marks through a change of the log's own text.
func (o *Overlay) carryMarks(t text.Text, d delta.Delta, s Source) {
	if !d.Changes() {
		return
	}
	for i := range o.marks {
		m := &o.marks[i]
		if m.Orphaned() {
			o.find(m, d, s)
			continue
		}
		from, to := d.Map(m.From, delta.After), d.Map(m.To, delta.Before)
		if from >= to {
			m.Words = t.Slice(m.From, min(m.To, m.From+MaxRemarked))
			m.LostBy, m.LostIn = s.By, s.Number
			from = d.Map(m.From, delta.Before)
			to = from
		}
		m.From, m.To = from, to
	}
}

// find brings a mark back when the entry that took its words out is undone.
func (o *Overlay) find(m *Mark, d delta.Delta, s Source) {
	at := d.Map(m.From, delta.Before)
	if s.By == m.LostBy && slices.Contains(s.Undo, m.LostIn) {
		end := d.Map(m.From, delta.After)
		to := 0
		for op := range d.Ops() {
			n := op.Keep + len([]rune(op.Insert))
			if i := strings.Index(op.Insert, m.Words); i >= 0 && to <= end && at <= to+n && m.Words != "" {
				m.From = to + len([]rune(op.Insert[:i]))
				m.To = m.From + len([]rune(m.Words))
				return
			}
			to += n
		}
	}
	m.From, m.To = at, at
}

// CheckHold says whether a voice may keep the bracket that opens at a place of
// the log's own text, or let go of it: nil, or why not.
func (o *Overlay) CheckHold(t text.Text, at int, v Voice, on bool) error {
	if at < 0 || at >= t.Len() || t.Slice(at, at+1) != "[" {
		return ErrNoBracket
	}
	held := o.holders(at)
	switch {
	case on && slices.Contains(held, v), !on && !slices.Contains(held, v):
		return ErrNothing
	case on && (len(held) >= MaxHolders || len(held) == 0 && len(o.marks) >= MaxMarks):
		return ErrTooMuch
	}
	return o.room(64)
}

// Hold notes that a voice keeps the bracket that opens at a place of the log's
// own text, or does not any more.
func (o *Overlay) Hold(at int, v Voice, on bool) {
	i := slices.IndexFunc(o.marks, func(m Mark) bool { return m.Holders != nil && m.From == at && m.To == at+1 })
	switch {
	case i < 0 && on:
		o.addMark(Mark{From: at, To: at + 1, Words: "[", Holders: []Voice{v}})
	case i >= 0 && on:
		o.marks[i].Holders = append(slices.Clip(o.marks[i].Holders), v)
	case i >= 0:
		left := slices.DeleteFunc(slices.Clone(o.marks[i].Holders), func(w Voice) bool { return w == v })
		if o.marks[i].Holders = left; len(left) == 0 {
			o.marks = slices.Delete(slices.Clone(o.marks), i, i+1)
		}
	}
}

// Holders returns who keeps the bracket that opens at a place of the log's own
// text.
func (o *Overlay) Holders(at int) []Voice { return slices.Clone(o.holders(at)) }

func (o *Overlay) holders(at int) []Voice {
	for _, m := range o.marks {
		if m.Holders != nil && m.From == at && m.To == at+1 {
			return m.Holders
		}
	}
	return nil
}

// CheckRemark says whether something may be remarked about a stretch of the
// log's own text: nil, or why not.
func (o *Overlay) CheckRemark(t text.Text, from, to int, s string) error {
	switch {
	case from < 0 || from >= to || to > t.Len() || to-from > MaxRemarked:
		return ErrNoParagraph
	case s == "" || text.CleanLine(s, MaxNote) != s:
		return ErrWording
	case len(o.marks) >= MaxMarks:
		return ErrTooMuch
	}
	return o.room(len(s) + 128)
}

// Remark adds a remark about a stretch of the log's own text t.
func (o *Overlay) Remark(t text.Text, from, to int, c Comment) {
	o.addMark(Mark{From: from, To: to, Words: t.Slice(from, to), Comment: c})
	o.bytes += len(c.Text) + 128
}

func (o *Overlay) addMark(m Mark) {
	o.marked++
	m.Number = o.marked
	o.marks = append(slices.Clip(o.marks), m)
}

// A Window is the time in which anybody may object to P-n.
type Window struct {
	Proposal int
	Version  uint64 // with which it was asked
	By       text.Author
	Asked    time.Time
	Opened   time.Time // when the time began to run, once all had the text; zero: receipts are waited for
	Until    time.Time // when it is over; while it waits: when it begins at the latest
	Seen     int       // of those here, how many had the text when it began
	Of       int
}

// Window returns the window that is open, or nil.
func (o *Overlay) Window() *Window {
	if o.window == nil {
		return nil
	}
	w := *o.window
	return &w
}

// SetWindow opens, changes or, with nil, closes the window.
func (o *Overlay) SetWindow(w *Window) { o.window = w }
