package action

import (
	"cmp"

	"parley/collab/meeting"
	"parley/tui/word"
)

// A Context is what decides which actions are allowed just now.
type Context struct {
	Joined   bool         // the text is here
	Ended    bool         // the line has ended for good: nothing can be sent any more
	Role     meeting.Role // what this person may do
	CanUndo  bool         // an own edit can be taken back
	CanRedo  bool         // an own edit can be put in again
	Invite   bool         // this client has a link to give away
	Invites  bool         // this client can ask the server for links
	Away     bool         // the link was lost, and is back
	Waiting  int          // people who wait to be let in
	Sound    bool         // this client was started with sound
	Keyboard bool         // the terminal can be asked to tell when a key is let go
	Mic      bool         // a microphone is there and works
	NoMic    string       // why none works, in words; may be empty
	Spent    bool         // the limit for data is used up: the meeting is text only
	// NoEditor is why the draft cannot be opened in an editor, in words; empty:
	// it can.
	NoEditor string

	Podium    Podium    // how the floor is
	Matter    Matter    // what is marked on the screen
	Documents Documents // of the meeting
}

func reads(c Context) (bool, string) {
	if !c.Joined {
		return false, word.Say("the text is not here yet")
	}
	return true, ""
}

// is allows what the role allows.
func is(c Context, allowed bool) (bool, string) {
	switch {
	case !c.Joined:
		return reads(c)
	case c.Ended:
		return false, word.Say("the meeting has ended for you, nothing can be sent any more")
	case !allowed:
		return false, word.Say("you are here as %s: %s", word.Say(c.Role.String()), word.Say(c.Role.May()))
	}
	return true, ""
}

func writes(c Context) (bool, string) {
	ok, why := is(c, c.Role.Writes())
	return then(ok, why, func() (bool, string) { return open(c) })
}

func chats(c Context) (bool, string) { return is(c, c.Role.Chats()) }

// runs allows what only the chair may.
func runs(c Context) (bool, string) {
	if ok, why := is(c, true); !ok || c.Role.Runs() {
		return ok, why
	}
	return false, word.Say("only the chair may do this")
}

func answers(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Waiting > 0 {
		return ok, why
	}
	return false, word.Say("nobody waits to be let in")
}

func speaks(c Context) (bool, string) {
	switch {
	case !c.Sound:
		return false, word.Say("this client runs without sound")
	case !c.Mic && c.NoMic != "":
		return false, c.NoMic
	case !c.Mic:
		return false, word.Say("no microphone works here")
	case c.Spent:
		return false, word.Say("the limit for data is used up, text only; data-cap sets another one")
	}
	if ok, why := is(c, c.Role.Speaks()); !ok || c.Podium.Heard || !c.Podium.Chaired && !c.Podium.Adjourned {
		return ok, why
	}
	if c.Podium.Adjourned {
		return false, word.Say("the chair has closed the meeting")
	}
	return false, noFloor
}

// sounds allows what needs sound, but no microphone.
func sounds(c Context) (bool, string) {
	if !c.Sound {
		return false, word.Say("this client runs without sound")
	}
	return true, ""
}

// hearsSelf allows what needs a microphone, whatever the role: nobody else hears
// it.
func hearsSelf(c Context) (bool, string) {
	if ok, why := sounds(c); !ok || c.Mic {
		return ok, why
	}
	return false, cmp.Or(c.NoMic, word.Say("no microphone works here"))
}

func holds(c Context) (bool, string) {
	if ok, why := sounds(c); !ok || c.Keyboard {
		return ok, why
	}
	return false, word.Say("this terminal does not tell when a key is let go")
}

func opensEditor(c Context) (bool, string) {
	if ok, why := writes(c); !ok || c.NoEditor == "" {
		return ok, why
	}
	return false, c.NoEditor
}

func wasAway(c Context) (bool, string) {
	if c.Away {
		return true, ""
	}
	return false, word.Say("you have not been away")
}

func undoes(c Context) (bool, string) {
	if ok, why := writes(c); !ok {
		return false, why
	}
	if !c.CanUndo {
		return false, word.Say("there is nothing of yours to take back")
	}
	return true, ""
}

func redoes(c Context) (bool, string) {
	if ok, why := writes(c); !ok {
		return false, why
	}
	if !c.CanRedo {
		return false, word.Say("nothing of yours was taken back")
	}
	return true, ""
}

func invites(c Context) (bool, string) {
	if c.Invite {
		return true, ""
	}
	return makesLinks(c)
}

func makesLinks(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Invites {
		return ok, why
	}
	return false, word.Say("this client cannot ask the server for links")
}
