package meeting

import "parley/collab/text"

// commands are the numbers of the last commands taken from each person. Most
// often the next one is by the same person.
type commands struct {
	of     map[text.Author]*uint64
	by     text.Author
	newest *uint64 // of by; nil: none yet
}

// number returns the number of the person's last command, 0 if there is none.
func (c *commands) number(by text.Author) uint64 {
	if n := c.find(by); n != nil {
		return *n
	}
	return 0
}

// took notes a command, unless a later one was taken.
func (c *commands) took(by text.Author, number uint64) {
	n := c.find(by)
	if n == nil && number > 0 {
		n = new(uint64)
		c.of[by], c.by, c.newest = n, by, n
	}
	if n != nil {
		*n = max(*n, number)
	}
}

func (c *commands) find(by text.Author) *uint64 {
	if by == c.by && c.newest != nil {
		return c.newest
	}
	n := c.of[by]
	if n != nil {
		c.by, c.newest = by, n
	}
	return n
}
