package draftpane

import (
	"parley/tui/bidi"
	"parley/tui/cells"
)

// A flow says which way each byte of a text runs; without levels all of it runs
// from left to right, or its terminal sees to it.
type flow struct {
	levels []bidi.Level
	base   bidi.Level // of the paragraph
}

func (f flow) mixed() bool { return f.levels != nil }

// key writes the flow down.
func (f flow) key(b []byte) []byte {
	for _, l := range f.levels {
		b = append(b, 'a'+byte(l))
	}
	return append(b, byte('0'+f.base))
}

// part is the flow of a row.
func (f flow) part(r row) flow {
	if f.mixed() {
		f.levels = f.levels[r.start:r.end]
	}
	return f
}

// levelsOf returns the levels of what is shown, nil where nothing in it is to be
// brought into order.
func (m *Model) levelsOf(d dressed) []bidi.Level {
	if m.theme.Terminal.Reorders || !bidi.Has(d.text) {
		return nil
	}
	return byteLevels(d.text, d.flow.base)
}

// byteLevels returns the level of each byte of a text.
func byteLevels(s string, base bidi.Level) []bidi.Level {
	of := bidi.Levels(s, base)
	levels := make([]bidi.Level, 0, len(s))
	n := 0
	for i := range s { // broken bytes are code points of their own
		for len(levels) < i {
			levels = append(levels, of[n-1])
		}
		levels = append(levels, of[n])
		n++
	}
	for len(levels) < len(s) {
		levels = append(levels, of[n-1])
	}
	return levels
}

// paintMirrored begins a row for a terminal that brings it into order itself and
// leaves brackets as they are: it returns the levels by which they are to be
// turned round, nil for none.
func (m *Model) paintMirrored(b *brush, l *line) []bidi.Level {
	if t := m.theme.Terminal; !t.Reorders || !t.Mirrors || !bidi.Has(l.text) {
		return nil
	}
	base := l.flow.base
	if m.gutter().width == 0 { // a mark needs a cell before it
		base = bidi.LeftToRight
	}
	if base == bidi.RightToLeft {
		b.WriteString(bidi.FromRight)
	}
	return byteLevels(l.text, base)
}

// baseOf returns which way the paragraph in a line, counted from 0, runs of which
// shown is a part.
func (m *Model) baseOf(line int, shown string) bidi.Level {
	if !bidi.Has(shown) {
		return bidi.LeftToRight
	}
	return m.paragraphBase(line)
}

// paragraphBase returns which way the paragraph in a line, counted from 0, runs.
func (m *Model) paragraphBase(line int) bidi.Level {
	start := m.text.LineStart(line)
	return bidi.Base(m.text.Slice(start, min(m.text.LineEnd(line), start+2*segmentSize)))
}

// towards is the motion of an arrow key. The caret moves in the order of the
// text, which in a paragraph from right to left leads to the left.
func towards(inRightToLeft, inLeftToRight motion) motion {
	return func(m *Model) int {
		if m.paragraphBase(m.text.LineOf(m.caret.at)) == bidi.RightToLeft {
			return inRightToLeft(m)
		}
		return inLeftToRight(m)
	}
}

// A placed glyph is one at its column.
type placed struct {
	glyph
	in *run // nil: in the text
	at int  // code points of the text from the row's start
	x  int
}

// A mixed row is one in which something runs from right to left: its glyphs
// from left to right, and the free cell behind its end. A paragraph from right
// to left stands at the right.
type mixedRow struct {
	glyphs []placed
	end    int // the column of the free cell
	runes  int
}

// mixedRow places what is shown in a row.
func (m *Model) mixedRow(d dressed) mixedRow {
	width := m.textWidth()
	var logical []placed
	var levels []bidi.Level
	at, x := 0, 0
	for i := 0; i < len(d.text); {
		stretch, in := d.piece(i)
		g := m.glyph(d.text[i:stretch], x, width)
		if in != nil {
			g.Runes = 0
		}
		logical = append(logical, placed{glyph: g, in: in, at: at})
		levels = append(levels, d.flow.levels[i])
		i += len(g.Text)
		at += g.Runes
		x += g.Cells
	}
	r := mixedRow{runes: at, end: x}
	if x = 0; d.flow.base == bidi.RightToLeft {
		x = max(width-r.end, 0)
		r.end = max(x-1, 0)
	}
	for _, i := range bidi.Visual(levels, d.flow.base, func(i int) bool { return cells.IsBlank(logical[i].Text) }) {
		p := logical[i]
		if !p.hidden && !cells.IsBlank(p.Text) {
			p.Shown = bidi.Glyph(textAt(logical, i-1), p.Shown, textAt(logical, i+1), levels[i])
		}
		p.x = x
		x += p.Cells
		r.glyphs = append(r.glyphs, p)
	}
	return r
}

func textAt(all []placed, i int) string {
	if i < 0 || i >= len(all) {
		return ""
	}
	return all[i].Text
}

// columnOf returns the column at which a place of the row, in code points from
// its start, is shown.
func (r mixedRow) columnOf(at int) int {
	for _, p := range r.glyphs {
		if at >= p.at && at < p.at+p.Runes {
			return p.x
		}
	}
	return r.end
}

// at returns the place in the row, in code points from its start, that is shown
// at a column; beside the text it is the row's end.
func (r mixedRow) at(column int) int {
	for _, p := range r.glyphs {
		if column >= p.x && column < p.x+p.Cells {
			return p.at
		}
	}
	return r.runes
}

// paintMixed draws the text of a mixed row in exactly width cells.
func (m *Model) paintMixed(b *brush, l *line, width int) {
	r := m.mixedRow(l.dressed)
	plain, free := &m.inks.text, l.inkAt(r.runes, r.runes+1, &m.inks.text)
	x := 0
	blank := func(to int) {
		for ; x < to; x++ {
			with := plain
			if x == r.end {
				with = free
			}
			b.write(" ", with)
		}
	}
	for _, p := range r.glyphs {
		blank(p.x)
		b.write(p.Shown, m.inkOfGlyph(l, p.glyph, p.in, p.at))
		x += p.Cells
	}
	blank(width)
}

// noteDirection remembers that something in the text runs from right to left.
func (m *Model) noteDirection(s string) { m.rightToLeft = m.rightToLeft || bidi.Has(s) }

// RightToLeft reports whether anything in the text has run from right to left
// since it was brought.
func (m *Model) RightToLeft() bool { return m.rightToLeft }
