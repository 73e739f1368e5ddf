package linear_test

import (
	"testing"
	"testing/synctest"
	"time"

	paper "parley/collab/draft"
	"parley/collab/meeting"
)

// line is a line of the room's draft.
func (r *room) paragraph(line int) (paper.ID, string) {
	return r.log.Overlay().ID(line), r.log.Text().Line(line - 1)
}

// benProposes proposes other words for a line.
func (r *room) benProposes(line int, words string) {
	id, was := r.paragraph(line)
	r.ben(meeting.Proposed{Wording: paper.Wording{Kind: paper.Change, Para: id, Was: was, Text: words}})
}

func TestAProposalFromFirstWordToDecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		was := amina
		amina = chair
		defer func() { amina = was }()
		r := enter(t, nil)
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.welcome()
		r.said()
		r.benProposes(3, "that Member States shall act;")
		r.later("Proposal P-1, change, on line 3, by Ben: delete: should; insert: shall. Not decided.")
		r.types("read 3")
		r.hears("Line 3. that Member States (delete: should; insert: shall) act;", "P-1, change, by Ben. Not decided.")
		r.types("reopen 3")
		r.hears("Not done: line 3 is not agreed: it is open.")
		r.types("proposals", "accept 1")
		r.hears("P-1, change, on line 3, by Ben: delete: should; insert: shall. Not decided.", "Accept P-1. Sent, waiting.")
		r.later("P-1 accepted, by " + string(meeting.VoiceOf(chair)) + ". Draft 5. Line 3 now: that Member States shall act;")
		r.types("undecide")
		r.hears("Take the decision about P-1 back. Sent, waiting.")
		r.later("The decision about P-1 is taken back, by " + string(meeting.VoiceOf(chair)) + ". Line 3 now: that Member States should act;")
		r.types("bracket 1", "brackets", "lift #1", "lift #1", "read 3")
		time.Sleep(3 * time.Second)
		r.said()
		if got, want := r.log.Text().Line(2), "that Member States should shall act;"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		r.leaves()
	})
}

func TestWhoProposesHearsWhatBecomesOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.welcome()
		r.said()
		r.types("propose 3 should => shall -- for ATU: aligns with Res. 37")
		r.hears("Proposed: delete: should; insert: shall. Sent, waiting.")
		r.later("Received. P-1, change, on line 3, by Kenya for ATU: delete: should; insert: shall. Not decided.")
		r.types("support 1")
		r.hears("Not done: that proposal is your own.")
		r.ben(meeting.Reacted{Proposal: 1, Stance: paper.Objecting})
		r.later("Ben objects to P-1. Ben objects. Not decided.")
		r.benReplaces("that Member", "the Member")
		r.later("Ben wrote in line 3: the Member States should act;")
		r.types("proposal 1")
		r.hears("P-1, change, on line 3, by Kenya for ATU: delete: should; insert: shall. Ben objects. Not decided, base changed.",
			"Note: aligns with Res. 37", "Base: that Member States should act;", "Theirs, as it reads now: the Member States should act;",
			"Yours, as proposed: that Member States shall act;", "Both together: the Member States shall act; (its author sends that with amend 1 rebase)")
		r.types("amend 1 rebase")
		r.hears("P-1 amended: delete: should; insert: shall. Sent, waiting.")
		r.later("P-1 amended. P-1, change, on line 3, by Kenya for ATU: delete: should; insert: shall. Not decided.")
		r.types("accept 1", "withdraw 1")
		r.hears("Not done: not now: the chair or an editor decides.", "Withdraw P-1. Sent, waiting.")
		r.later("P-1 withdrawn by Kenya.")
		r.types("receipts", "compare 1 now")
		r.later("Text v17 seen by 41 of 43; behind: Mali (no link for 12 s), Samoa (v16).",
			"1 change from version 1 to now.", "Line 3, Ben. [delete: that] [insert: the] Member States should act;")
		r.leaves()
	})
}

func TestLabelsNameParagraphsEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.welcome()
		r.said()
		r.ben(meeting.Arranged{Settings: paper.Settings{Profile: paper.ITUPP}})
		r.later("Now: paragraphs labelled itu-pp; everybody may type into the draft.")
		r.types("read R1", "edit r1 should => shall", "propose R1 act => work")
		r.hears("R1, line 3. that Member States should act;", "Line 3 now: that Member States shall act;",
			"Proposed: delete: act; insert: work. Sent, waiting.")
		r.later("Received. P-1, MOD, on R1, by Kenya: delete: act; insert: work. Not decided.")
		r.types("propose-move 3 2")
		r.hears("Not done: it stands there already.")
		r.types("goto R9")
		r.hears(`Not done: "R9" is neither a line nor a label of this draft: read lists them.`)
		r.leaves()
	})
}
