package draft

import (
	"strings"
	"unicode/utf8"

	"parley/collab/text"
)

// A carrying gives the lines of a text their ids anew while a change goes
// through it from left to right.
type carrying struct {
	t     text.Text // before the change
	fresh func() ID // returns an id that is new
	back  []ID      // of paragraphs that come back
	at    int       // how far the change is, in t
	into  int       // how many code points stand before that in its line, as the change leaves it

	ids  []ID // of the lines before that one
	line ID   // of that one
	rest []ID // of those behind it, as they were
}

// keep goes on over n code points.
func (c *carrying) keep(n int) {
	line, next := c.t.LineOf(c.at), c.t.LineOf(c.at+n)
	c.pass(next - line)
	if c.at += n; line < next {
		c.into = c.at - c.t.LineStart(next)
	} else {
		c.into += n
	}
}

// pass goes on by so many lines.
func (c *carrying) pass(lines int) {
	if lines > 0 {
		c.ids = append(append(c.ids, c.line), c.rest[:lines-1]...)
		c.line, c.rest = c.rest[lines-1], c.rest[lines:]
	}
}

// splice replaces the next code points. Of the lines that they are in, the first
// are the first of the new ones, and the last is the last if anything of it is
// left behind; one that is cut in two is the first part.
func (c *carrying) splice(deleted int, inserted string) {
	end := c.at + deleted
	last := c.t.LineOf(end)
	crossed, more := last-c.t.LineOf(c.at), strings.Count(inserted, "\n")
	head := c.into > 0
	tail := end < c.t.LineEnd(last) || crossed > 0 && end == c.t.LineStart(last)
	if c.at = end; more == 0 {
		c.into += utf8.RuneCountInString(inserted)
	} else {
		c.into = utf8.RuneCountInString(inserted[strings.LastIndexByte(inserted, '\n')+1:])
	}
	if crossed == 0 && more == 0 {
		return
	}
	was := append([]ID{c.line}, c.rest[:crossed]...)
	c.line, c.rest = 0, c.rest[crossed:]
	switch {
	case tail && head && crossed == 0: // it is cut in two
	case tail && head && more == 0:
		c.line, was = was[0], nil
	case tail:
		c.line, was = was[crossed], was[:crossed]
	}
	for range more {
		c.ids = append(c.ids, c.next(&was))
	}
	if c.line == 0 {
		c.line = c.next(&was)
	}
}

// next returns the next of the lines that there were, of those that come back,
// or a new one.
func (c *carrying) next(was *[]ID) (id ID) {
	if len(*was) == 0 {
		was = &c.back
	}
	if len(*was) == 0 {
		return c.fresh()
	}
	id, *was = (*was)[0], (*was)[1:]
	return id
}
