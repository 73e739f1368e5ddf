package draftpane

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/collab/text"
	"parley/tui/bidi"
	"parley/tui/cells"
)

// A row is one row of the screen's worth of a segment, counted from the
// segment's start in code points and in bytes.
type row struct {
	from, to   int // code points
	start, end int // bytes
}

// A layout is a segment broken into rows; there is at least one. The last
// column is kept free for the cursor and for the blank that ends a row.
type layout struct {
	dressed
	rows []row
}

// piece returns where the stretch ends that the byte at is in, and the run that
// this is, nil for text.
func (d *dressed) piece(at int) (end int, in *run) {
	i := sort.Search(len(d.runs), func(i int) bool { return d.runs[i].end > at })
	switch {
	case i == len(d.runs):
		return len(d.text), nil
	case d.runs[i].start > at:
		return d.runs[i].start, nil
	}
	return d.runs[i].end, &d.runs[i]
}

// tabStop is how many cells apart tabs stop.
const tabStop = 4

// A glyph is a cluster as it stands in a row.
type glyph struct {
	cells.Cluster
	hidden bool // a placeholder is shown instead
}

// glyph returns the first cluster of s as it stands at column x of a row of
// width cells.
func (m *Model) glyph(s string, x, width int) glyph {
	c := m.theme.Ruler.First(s)
	room := width - 1 - x
	switch {
	case cells.IsBlank(c.Text):
		if c.Text == "\t" {
			c.Cells = tabStop - x%tabStop
		}
		if c.Cells > room {
			c.Cells = max(1, width-x)
		}
		c.Shown = strings.Repeat(" ", c.Cells)
		return glyph{c, false}
	case c.Cells > 1 && c.Cells > width-1: // wider than the pane
		c.Shown, c.Cells, c.Hidden = m.theme.Ruler.Placeholder(), 1, true
	}
	return glyph{c, c.Hidden}
}

// A place is a place in a segment while it is laid out.
type place struct{ rune, byte, x int }

// lay breaks d into rows of width cells. last says that the line ends with it.
func (m *Model) lay(d dressed, width int, last bool) *layout {
	d.flow.levels = m.levelsOf(d)
	l, s := &layout{dressed: d}, d.text
	var start, at, split place // the row, the cluster, where the row can be broken
	end := func(p place) {
		l.rows = append(l.rows, row{start.rune, p.rune, start.byte, p.byte})
		at.x -= p.x
		start, split = place{p.rune, p.byte, 0}, place{}
	}
	for at.byte < len(s) {
		stretch, in := d.piece(at.byte)
		g := m.glyph(s[at.byte:stretch], at.x, width)
		blank := cells.IsBlank(g.Text)
		if in != nil {
			if g.Runes = 0; in.tone == added && in.start == at.byte {
				split = at
			}
		}
		if !blank && at.x+g.Cells > width-1 && at.x > 0 {
			if split.x > 0 {
				end(split)
			} else {
				end(at)
			}
			continue
		}
		at = place{at.rune + g.Runes, at.byte + len(g.Text), at.x + g.Cells}
		switch {
		case at.x >= width && (at.byte < len(s) || last):
			end(at) // a blank that hangs behind the row
		case blank || mayBreak(g.Cluster, s[at.byte:]):
			split = at
		}
	}
	if start.byte < len(s) || len(l.rows) == 0 || last && at.byte == start.byte {
		l.rows = append(l.rows, row{start.rune, at.rune, start.byte, at.byte})
	}
	return l
}

// mayBreak reports whether a row may end between the cluster, which is not
// blank, and what follows: around wide characters except where punctuation
// clings to them, and behind the hyphen or slash of a compound.
func mayBreak(c cells.Cluster, rest string) bool {
	if rest == "" {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(c.Text)
	next, _ := utf8.DecodeRuneInString(rest)
	switch last {
	case '-', '\u2010', '\u2013', '/':
		return unicode.IsLetter(next)
	case '\u2014':
		return !strings.ContainsRune(clingsBack, next)
	}
	if !wide(last) && !wide(next) {
		return false
	}
	return !strings.ContainsRune(clingsOn, last) && !strings.ContainsRune(clingsBack, next) && !unicode.IsSpace(next)
}

// Punctuation that must not end a row, and punctuation that must not begin one
// (JIS X 4051 and GB/T 15834 have longer lists; these are the usual ones).
const (
	clingsOn   = "([{\u2018\u201c（［｛「『【《〈〔〖"
	clingsBack = ")]}.,;:!?%\u2019\u201d…、。，．：；？！）］｝」』】》〉〕〗ー々・"
)

// wide reports whether rows may break at the character as they do in Chinese,
// Japanese and Korean text.
func wide(c rune) bool {
	return c >= 0x2e80 && (unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) ||
		c >= 0x3000 && c <= 0x303f || c >= 0xff00 && c <= 0xff60)
}

// layoutCache keeps layouts by what they are made from, so a change anywhere
// else never makes them again.
type layoutCache struct {
	width    int
	new, old map[layoutKey]*layout // the old ones go when the new ones are many

	of   text.Text // the text that seen are segments of
	seen []laid
}

// laid is a segment with its layout.
type laid struct {
	segment
	lay          *layout
	cuts         []stretch // what is proposed to be deleted, from the line's start
	above, below []strip   // that hang on it
	whole        bool      // among them the wordings of a proposal that does not fit
}

// fit lays a segment out with all that is shown in it and behind it.
func (m *Model) fit(s segment) laid {
	a := m.about(s.line)
	l := laid{segment: s, whole: a.views != nil}
	if a.shown != nil {
		l.cuts = m.wording(a.shown).cuts
	}
	l.lay = m.layout(s, m.dress(s, m.additions(s, a.shown)))
	if s.last {
		l.below = m.below(s.line+1, a)
	}
	if s.from == 0 {
		l.above = m.below(0, matter{})
	}
	return l
}

// height is how many rows of the screen the segment takes with what hangs on it.
func (l *laid) height() int { return len(l.above) + len(l.lay.rows) + len(l.below) }

// seenKept is how many segments of one text are remembered: a screenful twice.
const seenKept = 128

// laidAt returns the segment that the offset is in, laid out.
func (m *Model) laidAt(offset int) laid {
	c := &m.lays
	if c.of != m.text || c.width != m.textWidth() || c.seen == nil {
		c.of, c.seen = m.text, c.seen[:0]
	}
	for _, s := range c.seen {
		if s.from <= offset && (offset < s.to || offset == s.to && s.last) {
			return s
		}
	}
	s := m.fit(m.segmentAt(offset))
	if len(c.seen) >= seenKept {
		c.seen = c.seen[:0]
	}
	c.seen = append(c.seen, s)
	return s
}

type layoutKey struct {
	text, runs string
	last       bool
	base       bidi.Level
}

// layoutsKept is how many layouts a cache generation has at most.
const layoutsKept = 1024

// layout returns the layout of a segment for the present width.
func (m *Model) layout(s segment, d dressed) *layout {
	c := &m.lays
	if c.new == nil || c.width != m.textWidth() {
		c.width, c.new, c.old = m.textWidth(), map[layoutKey]*layout{}, nil
	}
	d.flow.base = m.baseOf(s.line, d.text)
	key := layoutKey{d.text, d.key(), s.last, d.flow.base}
	l := c.new[key]
	if l == nil {
		if l = c.old[key]; l == nil {
			key.text = strings.Clone(key.text) // not the whole leaf of the text's tree
			d.text = key.text
			l = m.lay(d, c.width, key.last)
		}
		if len(c.new) >= layoutsKept {
			c.new, c.old = map[layoutKey]*layout{}, c.new
		}
		c.new[key] = l
	}
	return l
}
