package linear

import (
	"errors"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/tui/word"
)

// heardOf takes in one notice of the lines, of the meeting or of one of its
// documents.
func (f *front) heardOf(n meeting.Notice, now time.Time) {
	if in, elsewhere := n.(meeting.InDocument); elsewhere {
		f.heardIn(in, now)
	} else {
		f.within(f.first(), func() { f.heard(n, now) })
	}
	f.refusals()
	f.goAlong()
}

// heard takes in one notice of a line and tells what is worth telling.
func (f *front) heard(n meeting.Notice, now time.Time) {
	if f.resyncing && !f.freshStart(n) {
		return
	}
	had, before, missed := f.draft.Joined(), f.draft.Text(), f.away.CatchingUp()
	var waited meeting.Ask
	if a, ok := n.(meeting.Accepted); ok {
		waited = f.draft.AskOf(a.Command)
	}
	f.before = f.priorTo(n)
	change, err := f.away.Take(f.draft, n, now)
	if errors.Is(err, meeting.ErrResync) {
		f.resyncing = true
		f.line.Resync(f.draft.Need())
		return
	}
	if err != nil {
		f.out.say(failed{"error", "", word.Say("something from the server was not understood: ") + err.Error()})
		return
	}
	switch {
	case change.Whole && !had:
		if f.changes.read = f.draft.Text(); f.document == f.first() {
			f.joined(now)
		}
		f.tellRestored()
	case change.Kept:
		f.tellKept()
	case change.Whole:
		f.changes.touched = nil
		f.announce(pressing, f.here(renewed{"draft", uint64(f.draft.Version()), lines(f.draft.Text())}))
	}
	f.tellOf(n, change, before, waited, missed, now)
	f.isBack()
}

// tellOf tells what was taken in: what it changed, how the text was before, which
// own command it answers, and whether it was missed.
func (f *front) tellOf(n meeting.Notice, change meeting.Change, before text.Text, waited meeting.Ask, missed bool, now time.Time) {
	switch n := n.(type) {
	case meeting.LinkChanged:
		if f.document == f.first() {
			f.linkChanged(n, now)
		} else {
			f.documentLink(n, now)
		}
	case meeting.Welcome:
		f.turned("state", true)
	case meeting.Missing:
		f.lostLines(n)
	case meeting.Happened:
		f.happened(n.Event, change, before, missed)
	case meeting.Accepted:
		f.accepted(n, waited)
		f.sentSome(now)
	case meeting.Roster:
		f.gather(n)
	case meeting.Pointed:
		f.ledBy(n.By)
	case meeting.Receipts:
		if !f.onScreen(n, now) {
			f.came[f.tally("receipts")]++
		}
	case meeting.Queued:
		f.inWaitingRoom(n)
	case meeting.Lobby:
		f.calls(n)
	}
}

// freshStart lets through, after this copy came apart from the server's, what
// belongs to joining afresh; the rest of the old line is of no use.
func (f *front) freshStart(n meeting.Notice) bool {
	switch n := n.(type) {
	case meeting.LinkChanged, meeting.Refused: // a refused command has left the outbox: nobody sends it again
		return true
	case meeting.Welcome:
		if n.Snapshot == nil {
			f.line.Resync(f.draft.Need())
			return false
		}
		f.resyncing = false
		return true
	}
	return false
}

func (f *front) joined(now time.Time) {
	me := f.seat.Me()
	f.came["draft"]++
	f.announced.told, f.out.due = now, true
	said := joined{
		Event: "joined", Title: f.seat.Title(), Version: uint64(f.seat.Version()), Lines: lines(f.seat.Text()),
		Present: f.seat.Present(), You: me.String(), Person: uint32(me.Number), Role: me.Role.String(), among: f.amongDocuments(),
	}
	f.announced.last = []saying{said}
	f.out.say(said)
}

// happened tells what others did. What a person missed comes all at once and is
// told in one line at its end; a program is told each.
func (f *front) happened(e meeting.Event, change meeting.Change, before text.Text, missed bool) {
	missed = missed && !f.JSON
	own := e.By == f.seat.Me().Number
	switch what := e.What.(type) {
	case meeting.Said:
		if missed && !own {
			f.came["chat"]++
			return
		}
		f.chatted(e.Number, e.By, what.Text, meeting.ToAll, own)
	case meeting.Confided:
		f.chatted(e.Number, e.By, what.Text, what.For.To, own)
	case meeting.Floored:
		f.floorMoved(e, missed)
	case meeting.Guarded, meeting.Removed, meeting.Revoked:
		f.ruled(e)
		f.turned("left", missed)
	case meeting.Edited, meeting.Undone:
		if !change.Text.Changes() {
			return
		}
		if own {
			f.changes.moved(change.Text)
			return
		}
		f.came[f.tally("edit")]++
		if f.JSON {
			f.out.say(f.here(told(uint64(e.Number), e.By, f.name(e.By), change.Text, before, f.draft.Text())))
			return
		}
		if missed {
			f.changes.moved(change.Text)
			return
		}
		f.changes.add(e.By, before, change.Text)
	default:
		if meeting.Negotiates(e.What) {
			if change.Text.Changes() {
				f.changes.moved(change.Text)
			}
			f.negotiated(e, missed)
			return
		}
		f.wentOn(e, missed)
		f.turned("meeting", missed)
	}
}

// accepted tells what came of an own command: what waited says was asked.
func (f *front) accepted(a meeting.Accepted, asked meeting.Ask) {
	if what, ok := asked.(meeting.What); ok && !drafts(asked) {
		f.happened(meeting.Event{Number: a.Number, At: a.At, By: f.seat.Me().Number, Command: a.Command, What: what}, meeting.Change{}, f.draft.Text(), false)
		return
	}
	chat := f.draft.Chat()
	for i := len(chat) - 1; i >= 0; i-- {
		if chat[i].Number == a.Number {
			f.chatted(a.Number, f.seat.Me().Number, chat[i].Text, meeting.ToAll, true)
			return
		}
	}
}

func (f *front) chatted(number meeting.Version, by text.Author, line string, to meeting.To, own bool) {
	if !own {
		f.came["chat"]++
	}
	matters := usual
	if to != meeting.ToAll {
		matters = pressing
	}
	if !own || f.JSON { // a person was told when saying it
		f.announce(matters, chatted{"chat", uint64(number), f.name(by), uint32(by), text.CleanLine(line, meeting.MaxChat), toNames[to], own})
	}
}

var (
	toNames = []string{meeting.ToAll: "", meeting.ToChair: "chair", meeting.ToDelegation: "delegation"}
	toWords = []string{meeting.ToAll: "", meeting.ToChair: word.Mark(" to the chair"), meeting.ToDelegation: word.Mark(" to your delegation")}
)

// drafts reports whether what was asked changes the draft.
func drafts(a meeting.Ask) bool {
	switch a.(type) {
	case meeting.Edit, meeting.Undo:
		return true
	}
	return false
}

// refusals tell what of this person's was not taken.
func (f *front) refusals() {
	for _, d := range f.documents {
		f.within(d, f.refused)
	}
}

func (f *front) refused() {
	for _, r := range f.draft.Refusals() {
		what := word.Say("a change of yours")
		if say, ok := r.Command.Ask.(meeting.Say); ok {
			what = word.Say("your line %q", shorten(say.Text))
		}
		switch ask := r.Command.Ask.(type) {
		case meeting.Edit, meeting.Undo, meeting.Say:
		case meeting.Propose:
			what = word.Say("your proposal (%s)", previewed(ask.Wording))
		default:
			what = word.Say("what you asked for")
		}
		f.failed++
		f.out.say(f.here(failed{"error", "", word.Say("%s was not taken by the server: %s", what, word.Say(r.Why.Error()))}))
	}
}

// linkChanged tells that the line came up or went down; a person is not told
// of every try, nor anybody of every round trip measured.
func (f *front) linkChanged(l meeting.LinkChanged, now time.Time) {
	if f.dialled && l.State == f.last.State && l.Attempt == f.last.Attempt {
		return
	}
	if l.State != meeting.Up {
		f.called, f.queued = 0, meeting.Queued{}
	}
	first := !f.dialled
	f.dialled, f.last = true, l
	s := connection{Event: "connection", State: stateWords[l.State], Attempt: l.Attempt, Waiting: f.waiting()}
	if l.Why != nil {
		s.Why = f.Explain(l.Why)
	}
	if wait := l.Next.Sub(now); l.State == meeting.Waiting && wait > 0 {
		s.NextMilli = milli(wait)
	}
	switch {
	case l.State == meeting.Ended: // the last words say it
	case l.State == meeting.Up:
		f.reached, f.barred = true, ""
		if !f.lost.IsZero() {
			s.spoken = word.Say("Link is back after %.0f s.", now.Round(0).Sub(f.lost).Seconds())
		}
		f.lost = time.Time{}
	case f.draft.Joined() && f.lost.IsZero():
		f.lost = now.Round(0) // by the clock on the wall: a machine that sleeps stops the other one
		if since := l.Since.Round(0); !since.IsZero() && since.Before(f.lost) {
			f.lost = since
		}
		f.came["lost"]++
		s.spoken = word.Say("Link lost") + because(s.Why) + word.Say(". Trying again by itself; ") + f.isKept() + "."
	case first:
		s.spoken = word.Say("Connecting.")
	case f.draft.Joined() || s.Why == "" || s.Why == f.barred: // each reason is told once
	case !f.reached:
		f.barred = s.Why
		s.spoken = word.Say("Not reached yet") + because(s.Why) + word.Say(". Trying again by itself.")
	case f.barred == "": // in the waiting room
		f.barred = s.Why
		s.spoken = word.Say("Link lost") + because(s.Why) + word.Say(". Trying again by itself.")
	}
	if s.spoken != "" || f.JSON {
		f.announce(pressing, s)
	}
	if l.State == meeting.Up {
		f.sends(now)
	}
}

// because puts a reason behind a statement.
func because(why string) string {
	if why == "" {
		return ""
	}
	return word.Say(": ") + why
}

var stateWords = map[meeting.LinkState]string{
	meeting.Dialling: "connecting", meeting.Waiting: "waiting", meeting.Up: "up", meeting.Ended: "ended",
}

// gather adds a page of people to the list that was asked for, and asks for
// the next one.
func (f *front) gather(r meeting.Roster) {
	if f.asked == nil || f.asked.complete || r.People == nil || r.From != len(f.asked.People) || r.Words != f.asked.Words {
		return
	}
	f.asked.Present, f.asked.Found = r.Present, r.Listed()
	for _, p := range r.People {
		f.asked.People = append(f.asked.People, listed{
			Name: p.Person.Name, Delegation: p.Person.Delegation, Role: p.Person.Role.String(),
			NameFixed: p.Person.Fixes&ticket.FixesName != 0, DelegationFixed: p.Person.Fixes&ticket.FixesDelegation != 0,
			Person: uint32(p.Person.Number), Talking: p.Talking, You: p.Person.Number == f.seat.Me().Number,
			Link: linkID(p.Ticket), vouched: p.Person.Vouched(),
		})
	}
	n := len(f.asked.People)
	if f.asked.complete = len(r.People) == 0 || n >= r.Listed() || n >= mostListed; !f.asked.complete {
		f.Line.AskRoster(n, r.Words)
	}
}

// mostListed is how many people are named at most.
const mostListed = 1000

// ended is told when the notices ran out: nothing can be sent any more.
func (f *front) ended(now time.Time) {
	f.cut = true
	f.came["end"]++
	if !f.leaving && (f.pause == nil || f.pause.what != "end") {
		f.finish(now)
	}
}

// name is how somebody is called; speech of somebody never heard of has a number.
func (f *front) name(n text.Author) string {
	if p, ok := f.seat.Person(n); ok {
		return text.CleanLine(p.String(), 3*meeting.MaxName)
	}
	if n == 0 {
		return ""
	}
	return word.Say("Person %d", n)
}
