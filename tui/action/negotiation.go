package action

import "parley/tui/word"

// proposes allows what a delegation may do about the wording.
func proposes(c Context) (bool, string) {
	ok, why := is(c, c.Role.Proposes())
	return then(ok, why, func() (bool, string) { return open(c) })
}

// decides allows what only the chair and the editors may.
func decides(c Context) (bool, string) {
	ok, why := is(c, true)
	if ok && !c.Role.Decides() {
		return false, word.Say("the chair or an editor decides")
	}
	return then(ok, why, func() (bool, string) { return open(c) })
}

// arranges allows the chair to say how the document in view is dealt with.
func arranges(c Context) (bool, string) {
	ok, why := runs(c)
	return then(ok, why, func() (bool, string) { return open(c) })
}

// negotiation are the actions about proposals, brackets and decisions.
var negotiation = []Action{
	{Name: "propose", Title: "Propose other words", Short: "propose", Args: "REF OLD => NEW [-- NOTE]", Keys: []string{"e"}, Where: Reading | Linear, Allowed: proposesHere,
		Help: "Proposes to replace OLD by NEW in the paragraph REF, for everybody to see; a note may follow, and begin with for NAME: to say on whose behalf."},
	{Name: "propose-add", Title: "Propose a new paragraph", Args: "REF TEXT [-- NOTE]", Keys: []string{"a"}, Where: Reading | Linear, Allowed: proposes,
		Help: "Proposes TEXT as a new paragraph after REF; 0 is the top."},
	{Name: "propose-delete", Title: "Propose to delete a paragraph", Args: "REF [-- NOTE]", Keys: []string{"x"}, Where: Reading | Linear, Allowed: proposesHere,
		Help: "Proposes to delete the paragraph REF."},
	{Name: "propose-move", Title: "Propose to move a paragraph", Args: "REF AFTER [-- NOTE]", Where: Reading | Linear, Allowed: proposesHere,
		Help: "Proposes to put the paragraph REF behind the paragraph AFTER; 0 is the top."},
	{Name: "propose-keep", Title: "Propose no change of a paragraph", Args: "REF [-- NOTE]", Where: Reading | Linear, Allowed: proposesHere,
		Help: "Proposes that the paragraph REF stays as it is."},
	{Name: "proposals", Title: "The proposals", Short: "proposals", Args: "[all|mine]", Where: Everywhere, Allowed: reads,
		Help: "Lists the proposals that are not decided, or all of them with what became of them, or those of your delegation likewise."},
	{Name: "proposal", Title: "Read a proposal", Args: "N", Where: Reading | Proposals | Linear, Allowed: readsProposal,
		Help: "Reads the proposal P-N with its notes and comments; where its paragraph has changed since, how it read, how it reads now and how it is proposed to read."},
	{Name: "support", Title: "Support a proposal", Short: "support", Args: "N", Keys: []string{"s"}, Where: Reading | Proposals | Linear, Allowed: reacts,
		Help: "Says that your delegation supports the proposal P-N."},
	{Name: "object", Title: "Object to a proposal", Short: "object", Args: "N", Keys: []string{"o"}, Where: Reading | Proposals | Linear, Allowed: reacts,
		Help: "Says that your delegation objects to the proposal P-N; while the chair asks for objections, it stops that."},
	{Name: "sponsor", Title: "Co-sponsor a proposal", Args: "N", Where: Reading | Proposals | Linear, Allowed: reacts,
		Help: "Puts your delegation beside those who make the proposal P-N."},
	{Name: "neutral", Title: "Take back my stance", Args: "N", Where: Reading | Proposals | Linear, Allowed: reacts,
		Help: "Says that your delegation neither supports nor objects to the proposal P-N any more."},
	{Name: "comment", Title: "Comment", Args: "N|REF TEXT", Keys: []string{"c"}, Where: Reading | Proposals | Linear, Allowed: remarks,
		Help: "Says TEXT about the proposal P-N, or about the paragraph REF, for everybody to read; a number alone is a proposal's."},
	{Name: "amend", Title: "Amend my proposal", Args: "N OLD => NEW|joined|apart|rebase [-- NOTE]", Where: Reading | Proposals | Linear, Allowed: amends,
		Help: "Changes words of your own proposal P-N, shows its changes joined as one or apart, or, where its paragraph has changed since, puts your changes on how it reads now."},
	{Name: "accept", Title: "Accept a proposal", Short: "accept", Args: "N", Where: Reading | Proposals | Linear, Allowed: rules,
		Help: "Puts the wording of the proposal P-N into the draft."},
	{Name: "reject", Title: "Reject a proposal", Short: "reject", Args: "N", Where: Reading | Proposals | Linear, Allowed: rules,
		Help: "Leaves the draft as it is and the proposal P-N decided."},
	{Name: "bracket", Title: "Put a proposal in square brackets", Short: "bracket", Args: "N", Where: Reading | Proposals | Linear, Allowed: rules,
		Help: "Puts both wordings, the one of the draft and the one of the proposal P-N, in square brackets."},
	{Name: "alternatives", Title: "Keep a proposal as an alternative", Short: "alternatives", Args: "N", Where: Reading | Proposals | Linear, Allowed: rules,
		Help: "Keeps both wordings as alternatives in one pair of square brackets."},
	{Name: "agree", Title: "Agree ad ref", Short: "agree", Args: "REF|P-N", Where: Reading | Proposals | Linear, Allowed: agrees,
		Help: "Agrees the paragraph REF ad referendum as it reads, or with the wording of the proposal P-N, and locks it."},
	{Name: "park", Title: "Park a proposal", Short: "park", Args: "N", Where: Reading | Proposals | Linear, Allowed: rules,
		Help: "Leaves the proposal P-N for later."},
	{Name: "editorial", Title: "Accept as editorial", Args: "N", Where: Reading | Proposals | Linear, Allowed: rules,
		Help: "Accepts the proposal P-N as a matter of editing and not of substance."},
	{Name: "reopen", Title: "Open again what was decided", Args: "REF|P-N", Where: Reading | Proposals | Linear, Allowed: reopens,
		Help: "Opens the agreed paragraph REF, or the proposal P-N that was parked, rejected or withdrawn, again."},
	{Name: "objection", Title: "Any objection?", Short: "any objection?", Args: "N [off]", Keys: []string{"k"}, Where: Reading | Proposals | Linear, Allowed: rules,
		Help: "Asks whether anybody objects to the proposal P-N: waits at most a minute until those who are here have the text, and then 20 seconds; where nobody objects it is accepted."},
	{Name: "undecide", Title: "Take the decision back", Short: "take back", Args: "[N]", Keys: []string{"z"}, Where: Reading | Proposals | Linear, Allowed: takesBack,
		Help: "Takes the last decision, or the one about the proposal P-N, back within 30 seconds."},
	{Name: "brackets", Title: "The square brackets", Short: "brackets", Where: Everywhere, Allowed: reads,
		Help: "Lists the square brackets with their numbers, places and who keeps them, and says which do not close."},
	{Name: "hold", Title: "Keep a bracket", Args: "#N [off]", Keys: []string{"h"}, Where: Reading | Linear, Allowed: holdsHere,
		Help: "Says that your delegation keeps the bracket #N, or with off that it does not any more; on the screen it is the one that the cursor is in, and again lets go of it."},
	{Name: "lift", Title: "Lift a bracket", Args: "#N [ALTERNATIVE|anyway]", Keys: []string{"t"}, Where: Reading | Linear, Allowed: liftsHere,
		Help: "Takes the square brackets #N away and leaves the words, of alternatives those of the number given; a bracket that somebody keeps is lifted only with anyway. On the screen it is the bracket that the cursor is in, and what must be chosen is asked."},
	{Name: "view", Title: "How the draft is read", Args: "[redline|clean|original|agreed]", Keys: []string{"v"}, Where: Reading | Linear, Allowed: reads,
		Help: "Reads the draft from now on with what is proposed, as if that were accepted, as it stands, or only what is agreed; alone it goes to the next."},
	{Name: "compare", Title: "Compare two versions", Args: "V W", Where: Everywhere, Allowed: reads,
		Help: "Reads how the draft of version W differs from that of version V; the last version has no number: now."},
	{Name: "receipts", Title: "Who has the text", Args: "[N]", Where: Everywhere, Allowed: reads,
		Help: "Says how many of those who are here have the newest text, or the proposal P-N on their screens, and who is behind."},
	{Name: "profile", Title: "How paragraphs are labelled", Args: "plain|itu-pp|itu-wtsa|un-res", Where: Everywhere, Allowed: arranges,
		Help: "Says by whose conventions paragraphs are labelled and proposals named: R2bis and MOD, PP1 and OP1, or lines alone."},
	{Name: "writers", Title: "Who may type into the draft", Args: "everybody|editors", Where: Everywhere, Allowed: arranges,
		Help: "Says who may type into the draft directly: everybody with a part in it, or the editors and the chair alone; the others propose."},
}

// marking are the actions about proposals that the screen alone has: in lines
// the commands above name what they are about.
var marking = []Action{
	{Name: "my-proposals", Title: "My proposals", Where: Screen, Allowed: reads,
		Help: "Lists what your delegation proposes: drafts that were put away, what waits for the server, what is not decided, and what became of the rest. Enter goes there."},
	{Name: "decide", Title: "Decide about a proposal", Short: "decide", Keys: []string{"d"}, Where: Reading | Proposals, Allowed: rules,
		Help: "Lists what can be decided about the proposal that is marked, or that the paragraph at the cursor has."},
	{Name: "bracket-phrase", Title: "Bracket a phrase", Short: "bracket", Keys: []string{"b"}, Where: Reading, Allowed: proposes,
		Help: "Puts the marked phrase, or the word at the cursor, in square brackets; where you may not type it becomes a proposal, to be looked over and sent."},
	{Name: "bracket-here", Title: "Light the bracket here", Short: "pair", Keys: []string{"w"}, Where: Reading, Allowed: inBracket,
		Help: "Lights both halves of the bracket that the cursor is in, and says who keeps it; again, goes to its other half."},
	{Name: "return", Title: "Return to where I was", Short: "return", Keys: []string{"r"}, Where: Reading, Allowed: reads,
		Help: "Goes back to where the cursor was before it jumped last, and again to where it jumped."},
	{Name: "follow", Title: "Follow the chair, or go back", Short: "follow", Keys: []string{"f"}, Where: Reading | Linear, Allowed: reads,
		Help: "Goes where the chair is in the draft, and along; again goes back to where you were, and going elsewhere yourself leaves, too."},
	{Name: "retract", Title: "Withdraw my proposal", Short: "withdraw", Keys: []string{"u"}, Where: Reading | Proposals, Allowed: amends,
		Help: "Withdraws your delegation's proposal that is marked, or that the paragraph at the cursor has."},
	{Name: "next-open", Title: "Next open point", Short: "next point", Keys: []string{"n"}, Where: Reading | Linear, Allowed: reads,
		Help: "Goes to the next paragraph that has a proposal not decided or a square bracket."},
	{Name: "previous-open", Title: "Previous open point", Short: "previous point", Keys: []string{"p"}, Where: Reading | Linear, Allowed: reads,
		Help: "Goes to the paragraph before that has a proposal not decided or a square bracket."},
	{Name: "to-paragraph", Title: "Go to its paragraph", Short: "go there", Where: Proposals, Allowed: readsProposal,
		Help: "Goes in the draft to the paragraph that the marked proposal is about."},
}
