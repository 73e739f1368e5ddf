package draft

import "slices"

// settle gives the lines the ids that a decision means them to have: what Carry
// finds by what is left of them may be another blank line.
func (o *Overlay) settle(p *Proposal, version uint64) (became ID) {
	was := o.was
	if o.was = nil; was == nil || p.Kind != Insert && !slices.Contains(was, p.Para) {
		return 0
	}
	now := slices.Clone(was)
	if p.Kind == Remove || p.Kind == Move {
		now = slices.DeleteFunc(now, func(id ID) bool { return id == p.Para })
	}
	behind := func(id ID) int { return slices.Index(now, id) + 1 } // 0: the top
	switch p.Kind {
	case Move:
		now = slices.Insert(now, behind(p.After), p.Para)
	case Insert:
		became = o.fresh(was)
		now = slices.Insert(now, o.lineBehindIn(now, p), became)
	}
	if len(now) != len(o.ids) {
		return became // the only line of a text stays
	}
	o.ids = now
	by := p.By.Adopted()
	o.gone = slices.DeleteFunc(o.gone, func(g gone) bool { return g.by == by && g.number == version })
	if p.Kind != Insert {
		o.remember(gone{by, version, []ID{p.Para}})
	}
	return became
}

// fresh returns an id that the last change gave out, or a new one.
func (o *Overlay) fresh(was []ID) ID {
	for _, id := range o.ids {
		if !slices.Contains(was, id) {
			return id
		}
	}
	return o.newID()
}

// lineBehindIn returns the line behind which an Insert goes: its paragraph's,
// and those that decisions put there before it.
func (o *Overlay) lineBehindIn(ids []ID, p *Proposal) int {
	line := 0
	if p.Para != 0 {
		line = slices.Index(ids, p.Para) + 1
	}
	for line < len(ids) && slices.ContainsFunc(o.proposals, func(q *Proposal) bool {
		return q.Kind == Insert && q.Para == p.Para && q.Became != 0 && q.Became == ids[line]
	}) {
		line++
	}
	return line
}
