package action

// likely names, for each place on the screen, the keys that are worth a place
// in the help line, the most likely first.
var likely = map[Place][]string{
	Reading:   {"write-here", "propose", "here", "talk", "palette", "help"},
	Writing:   {"stop", "undo", "find", "talk", "palette", "help"},
	Proposals: {"here", "support", "object", "decide", "back", "help"},
	Queue:     {"give", "pass", "end", "floor", "here", "help"},
	Chat:      {"send", "next-pane", "back", "talk", "palette", "help"},
}

// likelyInLists are those for the panes that have no line of their own above.
var likelyInLists = []string{"here", "next-pane", "back", "talk", "palette", "help"}

// likelyAbout are those while the cursor in the draft is at a proposal.
var likelyAbout = []string{"support", "object", "decide", "next-open", "here", "palette", "help"}

// Likely returns the actions for the help line at place p, the most likely
// first; about says that a proposal that is not decided is marked there. Those
// that have no key there are left out.
func Likely(table []Action, p Place, about bool) []Action {
	var list []Action
	names, own := likely[p]
	switch {
	case !own:
		names = likelyInLists
	case p == Reading && about:
		names = likelyAbout
	}
	for _, name := range names {
		if a, ok := Named(table, name); ok && len(a.KeysIn(p)) > 0 {
			list = append(list, a)
		}
	}
	return list
}
