package hub

import "time"

// hears notes that something came from the client just now.
func (a *attendee) hears() { a.heard.Store(a.config.Now().UnixNano()) }

// quiet returns since when nothing has come on a line from which something should
// have by now: a client pings every 20 s at least. TCP says nothing of a line that
// is cut without a word, and who waits for somebody's turn wants to know long
// before the line is given up.
func (a *attendee) quiet() (since time.Time, is bool) {
	heard := a.heard.Load()
	if heard == 0 {
		return time.Time{}, false
	}
	since = time.Unix(0, heard)
	return since, a.config.Now().Sub(since) >= a.config.Limits.Quiet
}
