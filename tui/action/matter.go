package action

import "parley/tui/word"

// A Matter is what is marked on the screen, for the actions that are about it. In
// lines they name what they are about, and the zero Matter allows all of them.
type Matter struct {
	Screen    bool // this is a screen
	Paragraph bool // the cursor is in a paragraph that the server has
	Proposal  bool // a proposal is marked
	Open      bool // it can be decided about
	Mine      bool // it is of this person's delegation
	Bracket   bool // the cursor is in a square bracket
	Fresh     bool // it was decided so lately that the decision can be taken back
}

// on allows what needs something marked on the screen.
func on(c Context, there bool, why string) (bool, string) {
	if c.Matter.Screen && !there {
		return false, why
	}
	return true, ""
}

// then is the first of the answers that says no.
func then(ok bool, why string, more ...func() (bool, string)) (bool, string) {
	for _, next := range more {
		if !ok {
			return ok, why
		}
		ok, why = next()
	}
	return ok, why
}

func marked(c Context) (bool, string) {
	return on(c, c.Matter.Proposal, word.Say("no proposal is marked, and the cursor is in no paragraph that has one"))
}

func undecided(c Context) (bool, string) {
	ok, why := marked(c)
	return then(ok, why, func() (bool, string) { return on(c, c.Matter.Open, word.Say("it is decided already")) })
}

// readsProposal allows what needs a proposal to look at.
func readsProposal(c Context) (bool, string) {
	ok, why := reads(c)
	return then(ok, why, func() (bool, string) { return marked(c) })
}

// reacts allows what a delegation says about a proposal that is open.
func reacts(c Context) (bool, string) {
	ok, why := proposes(c)
	return then(ok, why, func() (bool, string) { return undecided(c) })
}

// remarks allows what is said about a proposal, decided or not, or about a
// paragraph.
func remarks(c Context) (bool, string) {
	ok, why := proposes(c)
	return then(ok, why, func() (bool, string) {
		return on(c, c.Matter.Proposal || c.Matter.Paragraph, word.Say("the cursor is in no paragraph that the server has"))
	})
}

// amends allows what only its own delegation may do with a proposal.
func amends(c Context) (bool, string) {
	ok, why := reacts(c)
	return then(ok, why, func() (bool, string) {
		return on(c, c.Matter.Mine, word.Say("it is another delegation's proposal"))
	})
}

// rules allows a decision about a proposal that is open.
func rules(c Context) (bool, string) {
	ok, why := decides(c)
	return then(ok, why, func() (bool, string) { return undecided(c) })
}

// agrees allows to agree a paragraph, with a proposal or as it reads.
func agrees(c Context) (bool, string) {
	ok, why := decides(c)
	return then(ok, why, func() (bool, string) {
		return on(c, c.Matter.Proposal && c.Matter.Open || c.Matter.Paragraph, word.Say("the cursor is in no paragraph that the server has"))
	})
}

// reopens allows to open again what was decided.
func reopens(c Context) (bool, string) {
	ok, why := decides(c)
	return then(ok, why, func() (bool, string) {
		return on(c, c.Matter.Proposal || c.Matter.Paragraph, word.Say("nothing that was decided is marked"))
	})
}

// inBracket allows what needs a bracket at the cursor.
func inBracket(c Context) (bool, string) {
	ok, why := reads(c)
	return then(ok, why, func() (bool, string) {
		return on(c, c.Matter.Bracket, word.Say("the cursor is in no square bracket"))
	})
}

// holdsHere allows to keep a bracket.
func holdsHere(c Context) (bool, string) {
	ok, why := proposes(c)
	return then(ok, why, func() (bool, string) { return inBracket(c) })
}

// liftsHere allows to lift a bracket.
func liftsHere(c Context) (bool, string) {
	ok, why := decides(c)
	return then(ok, why, func() (bool, string) { return inBracket(c) })
}

// takesBack allows to take a decision back.
func takesBack(c Context) (bool, string) {
	ok, why := decides(c)
	return then(ok, why, func() (bool, string) {
		return on(c, c.Matter.Fresh, word.Say("nothing was decided in the last 30 seconds"))
	})
}

// proposesHere allows to propose something about the paragraph at the cursor.
func proposesHere(c Context) (bool, string) {
	ok, why := proposes(c)
	return then(ok, why, func() (bool, string) {
		return on(c, c.Matter.Paragraph, word.Say("this paragraph has not reached the server yet"))
	})
}
