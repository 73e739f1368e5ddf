package archive

import (
	"parley/collab/meeting"
	"parley/collab/text"
)

// Text returns the text as it was at a version, out of the newest one: everything
// is by the author it had then. It costs as much as has happened since.
func (p *Past) Text(newest text.Text, v meeting.Version) (text.Text, error) {
	t := newest
	err := p.Back(v, func(_ Change, steps []Step) (err error) {
		for _, s := range steps {
			if t, err = s.Back(t); err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}
