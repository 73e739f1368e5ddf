package linear

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/sound"
	"parley/tui/word"
)

// typed takes in a line of input, or its end.
func (f *front) typed(in input, now time.Time) {
	if in.err != nil {
		if in.err != io.EOF {
			f.fail("", in.err)
		}
		if f.seat.Joined() || f.cut {
			f.leave(farewell, now)
			return
		}
		f.wait(&pause{ // even with nothing to do, whoever runs this wants to know whether one can get in
			what: "draft", until: now.Add(patience), met: f.seat.Joined, queues: true,
			then: func(now time.Time) { f.leave(farewell, now) }, late: func(now time.Time) { f.leave(farewell, now) },
		}, now)
		return
	}
	if in.long {
		f.fail("", errors.New(word.Say("a line of input was longer than %d bytes and was left out: give the text in shorter lines", MaxLine)))
		return
	}
	if f.captioning != nil {
		f.captionLine(in.line, now)
		return
	}
	r, err := parse(text.Clean(in.line))
	if err != nil {
		verb, _, _ := strings.Cut(strings.TrimSpace(in.line), " ")
		f.fail(shorten(verb), err)
		return
	}
	f.inTime(r, now)
}

// inTime does what was asked once it can be: some of it waits for the draft, for a
// document that one is on the way to, or for the answer to what was asked before.
func (f *front) inTime(r request, now time.Time) {
	switch {
	case r.verb == "":
	case slices.Contains(needDraft, r.verb) && !f.seat.Joined() && !f.cut:
		f.wait(&pause{
			what: "draft", until: now.Add(patience), met: f.seat.Joined, queues: true,
			then: func(now time.Time) { f.do(r, now) },
			late: func(time.Time) { f.do(r, now) }, // it says why not
		}, now)
	case slices.Contains(ofWording, r.verb) && !f.settled() && !f.cut:
		f.wait(&pause{
			what: "document", until: now.Add(patience), met: f.settled,
			then: func(now time.Time) { f.do(r, now) },
			late: func(time.Time) { f.fail(r.verb, f.notHere(f.seat.Before())) },
		}, now)
	case f.owes(r):
		f.afterAnswers(r, now)
	default:
		f.do(r, now)
	}
}

// needDraft are the commands that wait for the draft at the beginning, so that
// a script need not.
var needDraft = append([]string{"chat", "who", "talk", "documents", "document", "document-follow", "document-before", "document-close", "document-reopen", "open-document",
	"invite", "waiting", "admit", "turn-away", "waiting-room", "remove", "revoke",
	"floor", "withdraw", "queue", "give", "pass", "end", "move", "drop", "close-list", "open-list", "time", "mode", "statement", "statements", "prepare", "deliver",
	"agenda", "item", "hands", "hand", "caption", "captions", "close", "open"}, ofWording...)

// ofWording are the commands about the document in view: they wait until it is
// plain which one that is.
var ofWording = []string{"read", "blame", "write", "edit", "add", "delete", "undo", "redo", "editor", "status", "away", "changes", "find", "where",
	"propose", "propose-add", "propose-delete", "propose-move", "propose-keep", "proposals", "proposal", "support", "object", "sponsor", "neutral",
	"comment", "amend", "accept", "reject", "bracket", "alternatives", "agree", "park", "editorial", "reopen", "objection", "undecide",
	"brackets", "hold", "lift", "view", "goto", "compare", "receipts", "follow", "next-open", "previous-open", "profile", "writers"}

// ofOnePlace are the commands that begin with a paragraph, a proposal or a
// bracket, which may be in another document than the one in view: read 2/R1,
// object 2/P-1. That one stays out of view.
var ofOnePlace = []string{"read", "blame", "edit", "add", "delete", "propose", "propose-add", "propose-delete", "propose-move", "propose-keep",
	"proposal", "support", "object", "sponsor", "neutral", "comment", "amend", "withdraw", "accept", "reject", "bracket", "alternatives", "agree",
	"park", "editorial", "reopen", "objection", "undecide", "hold", "lift", "receipts"}

// do does what was asked, or says why not.
func (f *front) do(r request, now time.Time) {
	if n := r.document; n != 0 && slices.Contains(ofOnePlace, r.verb) {
		r.document = 0
		if err := f.awayFromView(n, r.verb, now, func(now time.Time) { f.do(r, now) }); err != nil {
			f.fail(r.verb, err)
		}
		return
	}
	if err := f.meanwhile(r, now); err != nil {
		f.fail(r.verb, err)
		return
	}
	verb := r.verb
	if verb == "withdraw" && r.n > 0 { // a proposal, and not the request for the floor
		verb = "amend"
	}
	if a, found := action.Named(action.All(), verb); found {
		if ok, why := a.Can(f.context()); !ok {
			f.fail(r.verb, errors.New(word.Say("not now: ")+why))
			return
		}
	}
	f.tellAll(now)
	if err := f.act(r, now); err != nil {
		f.fail(r.verb, err)
	}
}

// act does what was asked, whichever part of the meeting it is of.
func (f *front) act(r request, now time.Time) error {
	for _, part := range []func(request, time.Time) (bool, error){f.inDraft, f.aboutWording, f.ofDocuments, f.inMeeting, f.withSound, f.withFront} {
		if known, err := part(r, now); known {
			return err
		}
	}
	return nil
}

// context is what decides which actions are allowed now.
func (f *front) context() action.Context {
	c := action.Context{
		Joined: f.seat.Joined(), Ended: f.cut || f.last.State == meeting.Ended, Role: f.seat.Me().Role,
		CanUndo: f.draft.CanUndo(), CanRedo: f.draft.CanRedo(), Invite: f.Invite != "", NoEditor: f.NoEditor,
		Away: f.missed != nil, Invites: f.MakeLink != nil, Waiting: f.seat.Lobby().Waiting, Podium: f.podium(),
		Documents: action.Documents{Count: len(f.seat.Documents()), InView: f.number, Before: f.seat.Before(), // who follows already may ask for it again, as a script does
			Closed: len(f.seat.Proceedings().ClosedDocuments)}, // whether the one that is named is, its seat says
	}
	if f.Sound != nil {
		c.Sound, c.Mic, c.Spent = true, f.Sound.Status().Mic.Works(), f.budget.Over
	}
	return c
}

// fail tells that a command could not be done.
func (f *front) fail(command string, err error) {
	f.failed++
	f.out.say(failed{"error", command, word.Err(err)})
}

// meant is the number of the line that a reference means in the draft now.
func (f *front) meant(r ref) int {
	if r == last {
		return lines(f.draft.Text())
	}
	return int(r)
}

// change makes one change of the draft and says how the line reads now.
func (f *front) change(r request, now time.Time, make func(text.Text, int) (delta.Delta, error)) error {
	before := f.draft.Text()
	if r.place != "" {
		line, err := f.place(r.place, false)
		if err != nil {
			return err
		}
		r.ref = ref(line)
	}
	d, err := make(before, f.meant(r.ref))
	if err == nil {
		err = f.draft.Sweep(d, now) // the command says what goes, so all of it is meant
	}
	if err != nil {
		return f.explain(err, r)
	}
	f.changes.moved(d)
	f.out.say(f.here(f.did(r.verb, "", before, d)))
	return nil
}

// swap undoes or redoes.
func (f *front) swap(verb, how string, do func(time.Time) (delta.Delta, bool), now time.Time) error {
	before := f.draft.Text()
	d, ok := do(now)
	if !ok { // there is something of theirs, or the command would not be allowed
		return errors.New(word.Say("that is too far back: a change can be taken back until %d others have come after it", meeting.UndoReach))
	}
	f.changes.moved(d)
	f.out.say(f.here(f.did(verb, how+". ", before, d)))
	return nil
}

// did says what an own change did to the draft.
func (f *front) did(verb, how string, before text.Text, d delta.Delta) done {
	t := f.draft.Text()
	s := done{Event: "done", Command: verb, Waiting: f.waiting()}
	all := touches(0, before, d)
	if len(all) == 0 {
		s.spoken = how + word.Say("Nothing changed.")
		return s
	}
	s.Line = lineAt(t, all[0].at)
	f.at = s.Line
	s.Text = t.Line(s.Line - 1)
	if n := all[0].gone; n > 0 {
		s.spoken = how + word.Say("Deleted ") + word.Count(n, "line", "lines") + word.Say(". The draft has ") + word.Count(lines(t), "line", "lines") + word.Say(" now.")
		return s
	}
	s.spoken = word.Say("%sLine %d now: %s", how, s.Line, blank(s.Text))
	return s
}

func (f *front) chat(r request, now time.Time) error {
	line, to, err := text.CleanLine(r.text, len(r.text)), r.to, error(nil)
	if to == meeting.ToAll {
		err = f.seat.Say(line, now)
	} else {
		err = f.seat.Act(meeting.Confided{For: meeting.Audience{To: to}, Text: line}, now)
	}
	switch {
	case errors.Is(err, meeting.TooBig):
		return errors.New(word.Say("a line of chat has at most %d characters, this one is longer: say it in parts", meeting.MaxChat))
	case err != nil:
		return err
	}
	if !f.JSON { // a program is told when the line is in the meeting
		f.out.say(done{spoken: word.Say("You said%s: %s", word.Say(toWords[to]), line)})
	}
	return nil
}

func (f *front) talk(on bool) {
	f.Sound.Talk(on)
	f.Line.Talk(on)
	s := done{Event: "done", Command: "talk", spoken: word.Say("Microphone OFF.")}
	if s.Text = "off"; on {
		s.Text, s.spoken = "on", word.Say("Microphone ON. Everybody hears you.")
		switch now := f.Sound.Status(); {
		case !now.Up():
			s.spoken = word.Say("Microphone ON, but the sound is not connected yet.")
		case now.Mute():
			s.spoken = word.Say("Microphone ON, but your link carries no speech now; it is tried again by itself.")
		}
	}
	f.out.say(s)
}

// order does with the microphone what was asked for from outside.
func (f *front) order(o sound.Order) {
	a := sound.Answer{Title: text.CleanLine(f.seat.Title(), meeting.MaxTitle), Person: text.CleanLine(f.seat.Me().Name, meeting.MaxName)}
	talk, _ := action.Named(action.All(), "talk")
	ok, why := talk.Can(f.context())
	switch talking := f.Sound != nil && f.Sound.Talking(); {
	case (o.Do.Wants(talking) || o.Do == sound.Ask) && !ok && !talking:
		a.Refused = why
	case o.Do.Wants(talking):
		f.talk(!talking)
	}
	a.Talking = f.Sound != nil && f.Sound.Talking()
	o.Answer <- a
}

// explain turns an error of the draft into a sentence with what to do.
func (f *front) explain(err error, r request) error {
	switch {
	case errors.Is(err, draft.ErrNoLine):
		return errors.New(word.Say("there is no line %d, the draft has %s: read lists them", f.meant(r.ref), word.Count(lines(f.draft.Text()), "line", "lines")))
	case errors.Is(err, draft.ErrNotFound):
		return errors.New(word.Say("%q is not in line %d: read %[2]d says how it stands now", shorten(r.old), f.meant(r.ref)))
	case errors.Is(err, draft.ErrAmbiguous):
		return errors.New(word.Say("%q stands more than once in line %d: give more words around it", shorten(r.old), f.meant(r.ref)))
	case errors.Is(err, meeting.OnlyEditors):
		return errors.New(word.Say("only editors and chairs type into this draft: propose the change with propose, propose-add or propose-delete"))
	case errors.Is(err, meeting.LockedParagraph):
		return errors.New(word.Say("line %d, or one beside it that this would change, is agreed ad ref: the chair opens it with reopen", f.meant(r.ref)))
	case errors.Is(err, meeting.TooBig):
		return errors.New(word.Say("the draft would become larger than a draft may be: add less, or in parts"))
	}
	return err
}
