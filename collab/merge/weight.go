package merge

// Weight is about how many bytes an entry takes in a snapshot before that is
// compressed, and seldom less.
func (e *Entry) Weight() int {
	const each, step, named = 16, 4, 9 // bytes: of numbers, of a length up to delta.MaxLen, of a number
	z := e.Delta.Size()
	return each + z.Inserted + step*z.Steps + named*len(e.Undo)
}

// A Load is what Since hands over: the text at a version and the entries after
// it, which weigh so many bytes.
type Load struct {
	From  Version
	Bytes int
}

// Load returns what Since(oldest) hands over.
func (d *Document) Load(oldest Version) Load { return d.load(d.keep(oldest)) }

// LoadWith returns what Since(oldest) would hand over if e, which Check takes,
// were the next entry: one that reaches far back takes all along that came
// since.
func (d *Document) LoadWith(oldest Version, e Entry) Load {
	m := min(d.keep(oldest), max(0, d.startFor(d.reach(&e))))
	l := d.load(m)
	l.Bytes += e.Weight()
	return l
}

func (d *Document) load(m int) Load { return Load{d.marks[m].at, d.bytes - d.marks[m].bytes} }

// Fence makes it possible that a later snapshot starts here, and returns the
// version: none that has as many entries behind it as undo reaches starts
// earlier, if from now on no entry is taken that reaches back behind the fence.
// Nothing may be pending.
func (d *Document) Fence() Version {
	if d.behind(len(d.marks)-1) > 0 {
		d.marks = append(d.marks, mark{d.head, d.log.end(), d.text.Text(), latest, d.bytes})
	}
	return d.marks[len(d.marks)-1].at
}

// ReachOf returns the newest version from which an entry can be placed.
func (d *Document) ReachOf(e Entry) Version { return d.reach(&e) }
