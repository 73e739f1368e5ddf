package archive

import (
	"fmt"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// A Step is a part of a change: at At, Took code points were replaced by Put
// others. The steps of a change were done one after the other.
type Step struct {
	At, Put, Took int
	gone          []piece
}

// A piece is text that was taken out, by one author.
type piece struct {
	by   text.Author
	text string
}

// Back returns the text before the step, given the one after it. It returns
// an error when the step cannot have led to that text.
func (s Step) Back(t text.Text) (text.Text, error) {
	if s.At+s.Put > t.Len() {
		return t, fmt.Errorf("%d code points put in at %d, the text has %d: %w", s.Put, s.At, t.Len(), ErrMalformed)
	}
	if len(s.gone) == 0 {
		return t.Splice(s.At, s.Put, "", 0), nil
	}
	at, put := s.At, s.Put
	for _, p := range s.gone {
		t = t.Splice(at, put, p.text, p.by)
		at, put = at+utf8.RuneCountInString(p.text), 0
	}
	return t, nil
}

// Delta returns the step taken back, as a change of a text of that length.
func (s Step) Delta(length int) (delta.Delta, error) {
	if s.At+s.Put > length {
		return delta.Delta{}, fmt.Errorf("%d code points put in at %d, the text has %d: %w", s.Put, s.At, length, ErrMalformed)
	}
	var b delta.Builder
	b.Keep(s.At)
	b.Delete(s.Put)
	for _, p := range s.gone {
		b.Insert(p.text)
	}
	b.Keep(length - s.At - s.Put)
	return b.Delta(), nil
}

// Back calls f with every change that is newer than after, from the newest to
// the oldest, with its steps from the last to the first. It ends with f's first
// error. The steps are good until f returns.
func (p *Past) Back(after meeting.Version, f func(Change, []Step) error) error {
	if err := p.open.back(after, f); err != nil {
		return err
	}
	for i := len(p.blocks) - 1; i >= 0 && p.blocks[i].last > after; i-- {
		r, err := p.blocks[i].unfold()
		if err != nil {
			return fmt.Errorf("read the past: %w", err)
		}
		if err := r.back(after, f); err != nil {
			return err
		}
	}
	return nil
}

func (r *record) back(after meeting.Version, f func(Change, []Step) error) error {
	gone, authors := r.gone, r.authors
	left := 0 // code points of the last of authors that are used up
	at := len(r.steps)
	var steps []Step
	for i := len(r.changes) - 1; i >= 0 && r.changes[i].number > after; i-- {
		steps = steps[:0]
		for range r.changes[i].steps {
			at--
			s := r.steps[at]
			step := Step{At: int(s.at), Put: int(s.put), Took: int(s.took)}
			took := gone[len(gone)-int(s.bytes):]
			gone = gone[:len(gone)-int(s.bytes)]
			for len(took) > 0 {
				last := authors[len(authors)-1]
				var head []byte
				n := min(utf8.RuneCount(took), last.runes-left)
				head, took = cutRunesFromEnd(took, n)
				step.gone = append([]piece{{last.by, string(head)}}, step.gone...)
				if left += n; left == last.runes {
					authors, left = authors[:len(authors)-1], 0
				}
			}
			steps = append(steps, step)
		}
		if err := f(r.changes[i].change(), steps); err != nil {
			return err
		}
	}
	return nil
}

// cutRunesFromEnd returns the last n code points of b, and what is before them.
func cutRunesFromEnd(b []byte, n int) (tail, head []byte) {
	i := len(b)
	for ; n > 0; n-- {
		_, size := utf8.DecodeLastRune(b[:i])
		i -= size
	}
	return b[i:], b[:i]
}

// Forward calls f with every change up to and including upTo, from the oldest
// on, with its steps in their order but without what they took out. It ends
// with f's first error. The steps are good until f returns.
func (p *Past) Forward(upTo meeting.Version, f func(Change, []Step) error) error {
	for _, b := range p.blocks {
		if b.first > upTo {
			return nil
		}
		r, err := b.unfold()
		if err != nil {
			return fmt.Errorf("read the past: %w", err)
		}
		if err := r.forward(upTo, f); err != nil {
			return err
		}
	}
	return p.open.forward(upTo, f)
}

func (r *record) forward(upTo meeting.Version, f func(Change, []Step) error) error {
	at := 0
	var steps []Step
	for _, c := range r.changes {
		if c.number > upTo {
			return nil
		}
		steps = steps[:0]
		for _, s := range r.steps[at : at+int(c.steps)] {
			steps = append(steps, Step{At: int(s.at), Put: int(s.put), Took: int(s.took)})
		}
		at += int(c.steps)
		if err := f(c.change(), steps); err != nil {
			return err
		}
	}
	return nil
}

func (c change) change() Change {
	return Change{Number: c.number, At: time.UnixMilli(c.at).UTC(), By: c.by}
}
