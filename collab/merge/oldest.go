package merge

// Oldest returns the first version on which an entry may be made: what was
// made on an earlier one cannot be placed.
func (d *Document) Oldest() Version { return d.marks[0].at }
