package linear

import (
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/sound"
	"parley/tui/word"
)

// inDraft does what is asked of the draft itself, and reports whether it was that.
func (f *front) inDraft(r request, now time.Time) (known bool, err error) {
	switch r.verb {
	case "read":
		return true, f.read(r)
	case "blame":
		return true, f.blame(r)
	case "write":
		return true, f.write(r.text)
	case "edit":
		return true, f.change(r, now, func(t text.Text, line int) (delta.Delta, error) {
			return draft.Replace(t, line, r.old, r.text)
		})
	case "add":
		return true, f.change(r, now, func(t text.Text, line int) (delta.Delta, error) { return draft.Add(t, line, r.text) })
	case "delete":
		return true, f.change(r, now, draft.Delete)
	case "undo":
		return true, f.swap(r.verb, word.Say("Taken back"), f.draft.Undo, now)
	case "redo":
		return true, f.swap(r.verb, word.Say("Done again"), f.draft.Redo, now)
	case "editor":
		if r.text != "" {
			return true, f.answerSwept(r.text == "sweep")
		}
		return true, f.openEditor(now)
	case "view":
		f.setView(r.n)
	case "goto":
		return true, f.goTo(r, now)
	case "compare":
		return true, f.compare(r, now)
	case "find":
		return true, f.find(r.text)
	case "changes":
		f.out.say(f.here(f.changesNow()))
	case "away":
		f.out.say(f.here(f.awayNow()))
	default:
		return false, nil
	}
	return true, nil
}

// aboutWording does what is asked about proposals, brackets and decisions, and reports whether it was that.
func (f *front) aboutWording(r request, now time.Time) (known bool, err error) {
	switch r.verb {
	case "propose", "propose-add", "propose-delete", "propose-move", "propose-keep":
		return true, f.propose(r, now)
	case "amend":
		return true, f.amend(r, now)
	case "support", "object", "sponsor", "neutral", "comment", "accept", "reject", "bracket", "alternatives", "agree", "park", "editorial", "reopen",
		"objection", "undecide", "profile", "writers":
		return true, f.negotiate(r, now)
	case "proposals":
		f.out.say(f.here(f.proposals(r.text)))
	case "proposal":
		return true, f.readProposal(r.n)
	case "brackets":
		f.out.say(f.here(f.brackets()))
	case "hold":
		return true, f.hold(r, now)
	case "lift":
		return true, f.lift(r, now)
	case "next-open", "previous-open":
		return true, f.toOpen(r.verb == "next-open")
	case "follow":
		return true, f.turnFollow()
	case "receipts":
		return true, f.receipts(r.n, now)
	default:
		return false, nil
	}
	return true, nil
}

// inMeeting does what is asked of the meeting and its people, and reports whether it was that.
func (f *front) inMeeting(r request, now time.Time) (known bool, err error) {
	switch r.verb {
	case "chat":
		return true, f.asks(r, now, f.chat)
	case "withdraw":
		if r.n > 0 {
			return true, f.negotiate(r, now)
		}
		return true, f.asks(r, now, f.atFloor)
	case "floor", "give", "pass", "end", "move", "drop", "close-list", "open-list", "time", "mode":
		return true, f.asks(r, now, f.atFloor)
	case "queue":
		f.out.say(f.queue(now))
	case "statement", "statements", "prepare", "deliver", "agenda", "item", "hands", "hand", "caption", "captions", "close", "open":
		return true, f.asks(r, now, f.goOn)
	case "who":
		f.who(r.text, now)
	case "invite":
		return true, f.invite(r, now)
	case "waiting":
		f.out.say(f.lobby())
	case "admit":
		return true, f.answer(r, true)
	case "turn-away":
		return true, f.answer(r, false)
	case "waiting-room":
		return true, f.seat.Rule(meeting.Guard{On: r.on}, now)
	case "remove":
		f.remove(r.text, now)
	case "revoke":
		return true, f.revoke(r.text, now)
	default:
		return false, nil
	}
	return true, nil
}

// withSound does what is asked of the sound and of what it costs, and reports whether it was that.
func (f *front) withSound(r request, now time.Time) (known bool, err error) {
	switch r.verb {
	case "talk":
		f.talk(r.on)
	case "mic", "ear":
		f.use(sound.Kind(r.verb), r.text, now)
	case "devices":
		f.devices(now)
	case "try-sound":
		return true, f.try(now)
	case "data-cap":
		return true, f.limit(r.text)
	case "echo":
		f.guard(r.text)
	case "listen":
		return true, f.hearAll(r.on)
	default:
		return false, nil
	}
	return true, nil
}

// withFront does what is asked of this front, and reports whether it was that.
func (f *front) withFront(r request, now time.Time) (known bool, err error) {
	switch r.verb {
	case "status":
		f.out.say(f.here(f.status(now)))
	case "where":
		f.out.say(f.here(f.where(now)))
	case "again":
		return true, f.again()
	case "urgency":
		f.setUrgency(r.text)
	case "help":
		return true, f.help(r.text)
	case "wait":
		return true, f.waitFor(r.text, r.time, now)
	case "sleep":
		f.wait(&pause{what: "time", until: now.Add(r.time), late: func(time.Time) {}}, now)
	case "quit":
		f.leave(farewell, now)
	default:
		return false, nil
	}
	return true, nil
}
