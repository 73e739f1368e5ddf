package text

import "bytes"

// Lines returns the number of lines: one more than there are line breaks, so
// the empty text has one.
func (t Text) Lines() int { return t.root.measure().breaks + 1 }

// LineStart returns the offset at which a line, counted from 0, starts.
func (t Text) LineStart(line int) int {
	if line <= 0 {
		return 0
	}
	return t.afterBreak(min(line, t.Lines()-1))
}

// LineEnd returns the offset at which a line, counted from 0, ends: that of
// its line break, or of the end of the text.
func (t Text) LineEnd(line int) int {
	if line >= t.Lines()-1 {
		return t.Len()
	}
	return t.afterBreak(max(line, 0)+1) - 1
}

// Line returns a line, counted from 0, without its line break.
func (t Text) Line(line int) string {
	line = max(0, min(line, t.Lines()-1))
	return t.Slice(t.LineStart(line), t.LineEnd(line))
}

// LineOf returns the line, counted from 0, that an offset is in. A line break
// belongs to the line that it ends.
func (t Text) LineOf(offset int) int {
	offset = max(0, min(offset, t.Len()))
	n, line := t.root, 0
	if n == nil {
		return 0
	}
	for n.height > 0 {
		if left := n.left.size; offset <= left.runes {
			n = n.left
		} else {
			n, offset, line = n.right, offset-left.runes, line+left.breaks
		}
	}
	return line + bytes.Count(n.text[:n.index(offset)], lineBreak)
}

// afterBreak returns the offset just behind the nth line break, counted from
// 1. There must be that many.
func (t Text) afterBreak(nth int) int {
	n, offset := t.root, 0
	for n.height > 0 {
		if left := n.left.size; nth <= left.breaks {
			n = n.left
		} else {
			n, nth, offset = n.right, nth-left.breaks, offset+left.runes
		}
	}
	end := 0
	for ; nth > 0; nth-- {
		end += bytes.IndexByte(n.text[end:], '\n') + 1
	}
	if n.size.bytes == n.size.runes {
		return offset + end
	}
	return offset + weighed(n.text[:end]).runes
}
