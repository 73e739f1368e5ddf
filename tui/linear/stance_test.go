package linear_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	paper "parley/collab/draft"
	"parley/collab/meeting"
)

// negotiating runs a test in which amina is who it says, and in the log.
func negotiating(t *testing.T, who meeting.Person, test func(r *room)) {
	synctest.Test(t, func(t *testing.T) {
		was := amina
		amina = who
		defer func() { amina = was }()
		r := enter(t, nil)
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.welcome()
		r.said()
		test(r)
		_ = r.leaves() // waits for what is not received, and says so
	})
}

// other is somebody else who does something.
func (r *room) other(who meeting.Person, what meeting.What) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices <- meeting.Happened{Event: r.mustApply(what, who, r.log.Last(who.Number)+1)}
}

func TestAPlaceAloneIsGoneTo(t *testing.T) {
	negotiating(t, chair, func(r *room) {
		r.benProposes(3, "that Member States shall [always] act;")
		time.Sleep(3 * time.Second)
		r.types("accept 1")
		time.Sleep(3 * time.Second)
		r.benProposes(2, "decides")
		time.Sleep(3 * time.Second)
		r.said()
		r.types("1")
		r.hears("Line 1. The Assembly,")
		r.types("P-2")
		r.hears("Line 2. (delete: resolves; insert: decides)", "P-2, change, by Ben. Not decided.")
		r.types("goto #1")
		r.hears("Line 3. that Member States shall open bracket 1 always close bracket 1 act;")
		r.types("next-open", "next-open", "previous-open")
		r.hears("Line 2. (delete: resolves; insert: decides)", "P-2, change, by Ben. Not decided.",
			"Line 3. that Member States shall open bracket 1 always close bracket 1 act;",
			"Line 2. (delete: resolves; insert: decides)", "P-2, change, by Ben. Not decided.")
		r.types("99", "R2bis", "nonsense")
		r.hears(`Not done: there is no line 99, the draft has 3 lines: read lists them.`, `Not done: "r2bis" is neither a line nor a label of this draft: read lists them.`,
			`Not done: "nonsense" is not a command here: help lists those that are.`)
	})
}

func TestTheDelegationsOwnProposalsAreListedWithWhatBecameOfThem(t *testing.T) {
	negotiating(t, amina, func(r *room) {
		r.types("proposals mine")
		r.hears("Your delegation has proposed nothing yet.")
		r.benProposes(3, "that Member States shall act;")
		r.types("propose 3 should => must")
		time.Sleep(3 * time.Second)
		r.said()
		r.ben(meeting.Decided{Proposal: 2, Outcome: paper.Rejected, Author: amina.Number})
		time.Sleep(3 * time.Second)
		r.said()
		r.types("proposals mine", "proposals", "proposals others")
		said := strings.Join(r.said(), "\n")
		if mine, open, _ := strings.Cut(said, "P-1"); !strings.Contains(mine, "P-2, change, on line 3, by Kenya") || !strings.Contains(mine, "Rejected") || strings.Contains(open, "P-2") {
			t.Errorf("got %s", said)
		}
		if !strings.HasSuffix(said, `Not done: the open proposals are listed, all or mine, and "others" is none of these: type proposals [all|mine].`) {
			t.Errorf("got %s", said)
		}
	})
}

func TestWhatWaitsForTheLinkIsListedWithItsState(t *testing.T) {
	negotiating(t, amina, func(r *room) {
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: 1}
		r.silent = true
		r.types("propose 3 should => shall", "proposals")
		said := strings.Join(r.said(), "\n")
		if !strings.HasSuffix(said, "Waiting for the link: propose: delete: should; insert: shall.") {
			t.Errorf("got %s", said)
		}
	})
}

func TestAnObjectionInTimeAsksForTheFloorAndOffersTheBracket(t *testing.T) {
	negotiating(t, chair, func(r *room) {
		r.benProposes(3, "that Member States shall act;")
		r.types("objection 1")
		time.Sleep(3 * time.Second)
		r.said()
		mali := meeting.Person{Number: 7, Session: meeting.Session{7}, Name: "Moussa", Delegation: "Mali", Role: meeting.Delegate}
		r.other(mali, meeting.Entered{Person: mali})
		r.other(mali, meeting.Reacted{Proposal: 1, Stance: paper.Objecting})
		r.later("Mali objects to P-1. Mali objects. Not decided. It is not accepted by silence: bracket 1 puts it in square brackets.")
	})
	negotiating(t, amina, func(r *room) {
		r.benProposes(3, "that Member States shall act;")
		r.ben(meeting.ObjectionsAsked{Proposal: 1})
		time.Sleep(3 * time.Second)
		r.said()
		r.types("object 1", "object 1")
		time.Sleep(3 * time.Second)
		if said := strings.Join(r.said(), "\n"); !strings.Contains(said, "You object to P-1.") || !strings.Contains(said, "Received. You are next.") {
			t.Errorf("got %s", said)
		}
		if list := r.log.Floor().List; len(list) != 1 || list[0].On != "P-1" || list[0].By.Person != amina.Number {
			t.Errorf("the speakers' list is %+v", list)
		}
	})
}

func TestADelegationHasOneVoiceAndSaysWhoChangedIt(t *testing.T) {
	negotiating(t, amina, func(r *room) {
		wanjiru := meeting.Person{Number: 8, Session: meeting.Session{8}, Name: "Wanjiru", Delegation: amina.Delegation, Role: meeting.Delegate}
		r.other(wanjiru, meeting.Entered{Person: wanjiru})
		r.benProposes(3, "that Member States shall act;")
		time.Sleep(3 * time.Second)
		r.types("support 1")
		time.Sleep(3 * time.Second)
		r.said()
		r.other(wanjiru, meeting.Reacted{Proposal: 1, Stance: paper.Objecting})
		r.later("Kenya objects to P-1. Wanjiru says so. Kenya supported it before. Kenya objects. Not decided.")
		if p := r.log.Proposal(1); len(p.Support) != 0 || len(p.Object) != 1 {
			t.Errorf("support %v, object %v", p.Support, p.Object)
		}
		r.types("support 1")
		time.Sleep(3 * time.Second)
		if said := r.said(); len(said) != 2 || said[1] != "You support P-1. Kenya objected to it before. Kenya supports. Not decided." {
			t.Errorf("got %q", said)
		}
	})
}

func TestWhoProposesHearsWhenAllHaveIt(t *testing.T) {
	negotiating(t, amina, func(r *room) {
		r.seen = 3
		r.types("propose 3 should => shall")
		time.Sleep(3 * time.Second)
		r.hears("Proposed: delete: should; insert: shall. Sent, waiting.", "Received. P-1, change, on line 3, by Kenya: delete: should; insert: shall. Not decided.",
			"P-1 is on the screen of 3 of 3.")
		r.seen = 2
		r.types("propose-delete 2", "receipts 1")
		r.said()
		time.Sleep(20 * time.Second)
		r.said()
		time.Sleep(20 * time.Second)
		r.hears("P-2 is on the screen of 2 of 3; behind: Mali (no link for 12 s).")
	})
}

func TestABracketThatDoesNotCloseIsSaidWithItsPlace(t *testing.T) {
	negotiating(t, chair, func(r *room) {
		r.types("edit 3 Member => [Member [States]]", `edit 3 "act;" => "act [by 2028;"`)
		time.Sleep(3 * time.Second)
		r.said()
		r.types("brackets")
		r.hears("2 brackets open, was 0.", "#1, line 3: Member [States].", "#2, line 3, in #1: States.",
			"Line 3: a bracket is opened and not closed: ...] States should act [by 2028;")
	})
}

func TestTheChairIsFollowedAndLeft(t *testing.T) {
	negotiating(t, amina, func(r *room) {
		r.types("2", "follow")
		r.hears("Line 2. resolves", "You follow the chair as soon as it is known where the chair is.")
		point := func(at int) { r.notices <- meeting.Pointed{By: ben.Number, Base: r.log.Head(), At: at, Anchor: at} }
		point(25)
		r.later("The chair is at line 3: that Member States should act;")
		point(27)
		r.later()
		r.types("follow")
		r.hears("You do not follow the chair any more.", "Line 2. resolves")
		point(1)
		r.later()
	})
	negotiating(t, chair, func(r *room) {
		r.types("3")
		if want := []int{len("The Assembly,\nresolves\n")}; !slices.Equal(r.points, want) {
			t.Errorf("the others are told %v, want %v", r.points, want)
		}
	})
}
