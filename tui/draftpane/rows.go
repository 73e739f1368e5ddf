package draftpane

import (
	"strconv"
	"strings"

	"parley/collab/text"
	"parley/tui/bidi"
	"parley/tui/theme"
)

// An ink is what is written before and after a stretch of text to give it a look.
type ink struct{ on, off string }

// inks are the looks that the pane draws with.
type inks struct {
	text, gutter, here, selection, match, hidden ink
	of                                           [quiet + 1]ink
	name, wrote, cursor                          [theme.People]ink
}

func inksOf(t theme.Theme) inks {
	var i inks
	i.text.on, i.text.off = theme.Ink(t.Text)
	i.gutter.on, i.gutter.off = theme.Ink(t.Gutter)
	i.here.on, i.here.off = theme.Ink(t.Here)
	i.selection.on, i.selection.off = theme.Ink(t.Selection)
	i.match.on, i.match.off = theme.Ink(t.Match)
	i.hidden.on, i.hidden.off = theme.Ink(t.Hidden)
	i.of[added].on, i.of[added].off = theme.Ink(t.Inserted)
	i.of[cut].on, i.of[cut].off = theme.Ink(t.Deleted)
	i.of[quiet].on, i.of[quiet].off = theme.Ink(t.Dim)
	for p := range theme.People {
		i.name[p].on, i.name[p].off = theme.Ink(t.Person(p))
		i.wrote[p].on, i.wrote[p].off = theme.Ink(t.Wrote(p))
		i.cursor[p].on, i.cursor[p].off = theme.Ink(t.Cursor(p))
	}
	return i
}

// A stroke gives a stretch of a row, in code points from its start, a look.
// Where strokes overlap the later one wins. A stroke at the row's very end
// colours the free cell behind the text.
type stroke struct {
	from, to int
	ink      *ink
}

// A line is all that a drawn row depends on.
type line struct {
	dressed
	strokes []stroke
	present string // the mark of another person whose cursor is in the row
	person  int    // that person's colour
	here    bool   // the user's cursor is in the row
	number  int    // of the paragraph; 0: not its first row
	label   string // of the paragraph, or what the proposal is called that the row tells of
	own     bool   // it is the paragraph that the user's cursor is in
	author  string // the mark of who wrote the row
	wrote   int    // that person's colour
	shared  bool   // others wrote in it too
	sign    string // + or -, as the row adds or deletes, * where something is open about the paragraph
}

// rowCache keeps drawn rows by what they were drawn from.
type rowCache struct {
	new, old map[string]string
	key      []byte
	spans    []text.Span
}

// rowsKept is how many drawn rows a cache generation has at most.
const rowsKept = 512

func (m *Model) drawRow(s spot, here bool, width int) string {
	l := m.lineOf(s, here)
	c := &m.rows
	c.key = m.key(c.key[:0], l, width)
	if drawn, ok := c.new[string(c.key)]; ok {
		return drawn
	}
	drawn, ok := c.old[string(c.key)]
	if !ok {
		drawn = m.paint(l, width)
	}
	if c.new == nil || len(c.new) >= rowsKept {
		c.new, c.old = map[string]string{}, c.new
	}
	c.new[string(c.key)] = drawn
	return drawn
}

// key writes down everything that paint looks at.
func (m *Model) key(b []byte, l line, width int) []byte {
	num := func(n int) { b = append(strconv.AppendInt(b, int64(n), 36), ' ') }
	str := func(s string) { num(len(s)); b = append(b, s...) }
	flag := 0
	if l.here {
		flag |= 1
	}
	if l.shared {
		flag |= 2
	}
	if l.own {
		flag |= 4
	}
	for _, n := range []int{width, m.gutter().width, flag, l.number, l.person, l.wrote} {
		num(n)
	}
	str(l.text)
	b = l.flow.key(b)
	str(l.present)
	str(l.author)
	str(l.sign)
	str(l.label)
	for _, r := range l.runs {
		num(r.start)
		num(r.end)
		num(int(r.tone))
	}
	for _, s := range l.strokes {
		num(s.from)
		num(s.to)
		str(s.ink.on)
	}
	return b
}

// lineOf gathers what there is to see in a row.
func (m *Model) lineOf(s spot, here bool) line {
	if x := s.strip(); x != nil {
		return m.lineOfStrip(x, here)
	}
	begin, end := s.begin(), s.end()
	l := line{dressed: s.lay.part(s.now()), here: here}
	start := m.text.LineStart(s.line)
	if s.row == len(s.above) && begin == start {
		if l.number = s.line + 1; s.line < len(m.numbers) {
			l.number = m.numbers[s.line]
		}
		l.label, l.own = m.labelOf(s.line), s.line == m.drawn.line
		if m.points[s.line+1] {
			l.sign = "*"
		}
	}
	if m.author != nil {
		var by authorship
		by, m.rows.spans = m.wrote(begin, end, m.rows.spans[:0])
		l.author, l.wrote = m.authorOf(by.most)
		l.shared = by.others
		if m.blame {
			for _, span := range m.rows.spans {
				_, colour := m.authorOf(span.By)
				l.strokes = append(l.strokes, stroke{span.From - begin, span.To - begin, &m.inks.wrote[look(colour)]})
			}
		}
	}
	n := len(l.strokes)
	for _, c := range s.cuts {
		l.add(s, start+c.from, start+c.to, &m.inks.of[cut])
	}
	l.signed(len(l.strokes) > n)
	for _, at := range m.lit.signs {
		l.add(s, at, at+1, &m.inks.match)
	}
	l.add(s, m.search.from, m.search.to, &m.inks.match)
	from, to := m.selection()
	l.add(s, from, to, &m.inks.selection)
	m.addOthers(&l, s)
	return l
}

// lineOfStrip gathers what there is to see in a row that is not in the text.
func (m *Model) lineOfStrip(x *strip, here bool) line {
	l := line{dressed: x.lay.part(x.lay.rows[x.row]), here: here, sign: x.sign, label: x.mark}
	if x.by != nil {
		l.author, l.wrote = m.authorOf(x.by.By)
	}
	return l
}

// signed gives the row its mark: deletes says whether it has words in it that are
// proposed to go.
func (l *line) signed(deletes bool) {
	adds := false
	for _, r := range l.runs {
		adds = adds || r.tone == added
	}
	switch {
	case adds && deletes:
		l.sign = "*"
	case adds:
		l.sign = "+"
	case deletes:
		l.sign = "-"
	}
}

// part is what is shown in one row.
func (d *dressed) part(r row) dressed {
	p := dressed{text: d.text[r.start:r.end], flow: d.flow.part(r)}
	for _, run := range d.runs {
		if run.end > r.start && run.start < r.end {
			run.start, run.end = max(run.start-r.start, 0), min(run.end, r.end)-r.start
			p.runs = append(p.runs, run)
		}
	}
	return p
}

// add gives what the row has of the code points [from, to) a look.
func (l *line) add(s spot, from, to int, with *ink) {
	begin, end := s.begin(), s.end()
	if s.ends() && to > end {
		end++ // the line break
	}
	if from, to = max(from, begin), min(to, end); from < to {
		l.strokes = append(l.strokes, stroke{from - begin, to - begin, with})
	}
}

// addOthers shows the others' cursors and selections, and whose they are.
func (m *Model) addOthers(l *line, s spot) {
	begin, end := s.begin(), s.end()
	count := 0
	for _, o := range m.others {
		colour := look(o.Colour)
		l.add(s, min(o.At, o.Anchor), max(o.At, o.Anchor), &m.inks.wrote[colour])
		if o.At < begin || o.At > end || o.At == end && !s.ends() {
			continue
		}
		if count++; count == 1 {
			l.present, l.person = o.Mark, colour
		}
		l.strokes = append(l.strokes, stroke{o.At - begin, o.At - begin + 1, &m.inks.cursor[colour]})
	}
	if count > 1 {
		l.present = "+" + strconv.Itoa(min(count, 9))
	}
}

func look(colour int) int { return int(uint(colour) % theme.People) }

// A brush writes text with as few changes of look as possible.
type brush struct {
	strings.Builder
	now *ink
}

func (b *brush) write(s string, with *ink) {
	if b.now != nil && b.now.on != with.on {
		b.lift()
	}
	if b.now == nil {
		b.WriteString(with.on)
		b.now = with
	}
	b.WriteString(s)
}

func (b *brush) lift() {
	if b.now != nil {
		b.WriteString(b.now.off)
		b.now = nil
	}
}

// paint draws a row, exactly width cells wide.
func (m *Model) paint(l line, width int) string {
	var b brush
	m.paintGutter(&b, l)
	if l.flow.mixed() {
		m.paintMixed(&b, &l, width-m.gutter().width)
		b.lift()
		return b.String()
	}
	x, at, left := 0, 0, m.gutter().width
	levels := m.paintMirrored(&b, &l)
	for i := 0; i < len(l.text); {
		stretch, in := l.piece(i)
		g := m.glyph(l.text[i:stretch], x, m.lays.width)
		if in != nil {
			g.Runes = 0
		}
		if levels != nil && !g.hidden {
			g.Shown = bidi.Turned(g.Shown, levels[i])
		}
		b.write(g.Shown, m.inkOfGlyph(&l, g, in, at))
		i += len(g.Text)
		x += g.Cells
		at += g.Runes
	}
	if room := width - left - x; room > 0 {
		b.write(" ", l.inkAt(at, at+1, &m.inks.text))
		b.write(strings.Repeat(" ", room-1), &m.inks.text)
	}
	b.lift()
	return b.String()
}

// inkOfGlyph returns the look of a cluster, in a run or at code points from the
// row's start.
func (m *Model) inkOfGlyph(l *line, g glyph, in *run, at int) *ink {
	if in != nil {
		return &m.inks.of[in.tone]
	}
	with := l.inkAt(at, at+g.Runes, &m.inks.text)
	if g.hidden && with == &m.inks.text {
		return &m.inks.hidden
	}
	return with
}

// inkAt returns the look of the code points [from, to).
func (l *line) inkAt(from, to int, plain *ink) *ink {
	for i := len(l.strokes) - 1; i >= 0; i-- {
		if s := &l.strokes[i]; s.from < to && s.to > from {
			return s.ink
		}
	}
	return plain
}

func (m *Model) paintGutter(b *brush, l line) {
	g := m.gutter()
	if g.width == 0 {
		return
	}
	ruler := m.theme.Ruler
	b.write(ruler.Fit(l.present, gutterMark), m.inkOf(l.present, l.person))
	plain, mark := &m.inks.gutter, " "
	if l.here {
		plain, mark = &m.inks.here, m.theme.Marks.Here
	}
	b.write(mark, plain)
	if g.digits == 0 {
		return
	}
	number := ""
	if l.number > 0 {
		number = strconv.Itoa(l.number)
	}
	if l.own {
		plain = &m.inks.here
	}
	b.write(strings.Repeat(" ", max(0, g.digits-len(number)))+number+" ", plain)
	m.paintLabel(b, l, plain)
	b.write(ruler.Fit(l.author, gutterMark), m.inkOf(l.author, look(l.wrote)))
	if mark = " "; l.shared {
		mark = "+"
	}
	b.write(mark, &m.inks.gutter)
	if mark, plain = " ", &m.inks.gutter; l.sign != "" {
		mark, plain = l.sign, &m.inks.here
	}
	b.write(mark, plain)
}

func (m *Model) inkOf(mark string, person int) *ink {
	if mark == "" {
		return &m.inks.gutter
	}
	return &m.inks.name[person]
}
