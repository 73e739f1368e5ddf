package action

import (
	"parley/tui/word"
)

// A Podium is what decides which actions at the floor are allowed just now.
type Podium struct {
	Chaired   bool // only who has the floor, and the chair, is heard
	Heard     bool // this person may be heard now
	Holds     bool // this person, or their delegation, has the floor
	Taken     bool // somebody has the floor
	Listed    bool // this person waits for the floor, or has just asked for it
	Speakers  int  // who wait for the floor
	Closed    bool // the list takes no more requests to speak
	Adjourned bool // the chair has closed the meeting
	Hands     bool // a show of hands is open
	Items     int  // of the agenda
	Ready     bool // who has the floor has a statement prepared
	About     bool // the request that is marked names a place in a draft
}

func takesPart(c Context) (bool, string) {
	if ok, why := is(c, c.Role.Speaks()); !ok || !c.Podium.Adjourned || c.Role.Runs() {
		return ok, why
	}
	return false, word.Say("the chair has closed the meeting")
}

func withdraws(c Context) (bool, string) {
	if ok, why := is(c, c.Role.Speaks()); !ok || c.Podium.Listed {
		return ok, why
	}
	return false, word.Say("you have not asked for the floor")
}

func prepares(c Context) (bool, string) {
	if ok, why := is(c, c.Role.Speaks()); !ok || c.Podium.Listed || c.Podium.Holds {
		return ok, why
	}
	return false, word.Say("a statement is prepared for one's turn: ask for the floor first")
}

func delivers(c Context) (bool, string) {
	if ok, why := ends(c); !ok || c.Podium.Ready {
		return ok, why
	}
	return false, word.Say("no statement is prepared for this turn")
}

func gives(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Podium.Speakers > 0 {
		return ok, why
	}
	return false, word.Say("nobody waits for the floor")
}

func goesToRequest(c Context) (bool, string) {
	if ok, why := reads(c); !ok || c.Podium.About {
		return ok, why
	}
	return false, word.Say("the request that is marked names no paragraph and no proposal")
}

func passes(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Podium.Taken || c.Podium.Speakers > 1 {
		return ok, why
	}
	return false, word.Say("nobody has the floor")
}

func ends(c Context) (bool, string) {
	ok, why := is(c, c.Role.Speaks())
	switch {
	case !ok:
		return false, why
	case !c.Podium.Taken:
		return false, word.Say("nobody has the floor")
	case !c.Podium.Holds && !c.Role.Runs():
		return false, word.Say("the floor is somebody else's")
	}
	return true, ""
}

func states(c Context) (bool, string) {
	if ok, why := takesPart(c); !ok || c.Podium.Heard {
		return ok, why
	}
	return false, word.Say(noFloor)
}

// noFloor says why somebody is not heard.
var noFloor = word.Mark("you do not have the floor: floor asks for it, and the chair gives it")

func showsHand(c Context) (bool, string) {
	if ok, why := takesPart(c); !ok || c.Podium.Hands {
		return ok, why
	}
	return false, word.Say("the chair has asked nothing of the room")
}

func captions(c Context) (bool, string) {
	if ok, why := is(c, true); !ok || c.Role.Captions() {
		return ok, why
	}
	return false, word.Say("captions are put down by a captioner, or by the chair")
}

func endsHands(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Podium.Hands {
		return ok, why
	}
	return false, word.Say("no show of hands is open")
}

func nextItem(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Podium.Items > 0 {
		return ok, why
	}
	return false, word.Say("there is no agenda")
}

// proceedings are the actions at the floor and of what goes on beside the draft.
var proceedings = []Action{
	{Name: "floor", Title: "Ask for the floor, or take that back", Short: "floor", Args: "[order|question|reply] [on REF] [for NAME] [NOTE]", Keys: []string{"ctrl+r", "f2"}, Where: Everywhere, Allowed: takesPart,
		Help: "Puts you on the speakers' list: to speak, for a point of order, an interposed question or a right of reply, on a paragraph or a proposal such as P-31, with a note of up to 250 characters; on the screen it takes the request back, too, and who has the floor gives it back."},
	{Name: "floor-note", Title: "Ask for the floor and say what for", Where: Screen, Allowed: takesPart,
		Help: "Asks what the request is for: order, question or reply, on a paragraph or a proposal, for whom, and a note; then puts you on the speakers' list."},
	{Name: "floor-order", Title: "Point of order", Where: Screen, Allowed: takesPart,
		Help: "Asks for the floor for a point of order, which comes before all others."},
	{Name: "floor-question", Title: "Question to the speaker", Where: Screen, Allowed: takesPart,
		Help: "Asks for the floor for a question to who has it."},
	{Name: "floor-reply", Title: "Right of reply", Where: Screen, Allowed: takesPart,
		Help: "Asks for the floor to reply, also when the list is closed."},
	{Name: "withdraw", Title: "Withdraw my request for the floor", Where: Queue | Linear, Allowed: withdraws,
		Help: "Takes you off the speakers' list."},
	{Name: "queue", Title: "The speakers' list", Short: "queue", Keys: []string{"q"}, Where: Everywhere, Allowed: reads,
		Help: "Says who has the floor and for how long, and who waits for it, with your own place."},
	{Name: "give", Title: "Give the floor", Short: "give", Args: "[NAME|N]", Keys: []string{"g"}, Where: Reading | Queue | Linear, Allowed: gives,
		Help: "Gives the floor to the first on the list, or to a delegation, a person, or the one at place N; a point of order or a question interrupts who has it, who comes back after it."},
	{Name: "pass", Title: "Pass and come back", Short: "pass", Keys: []string{"p"}, Where: Queue | Linear, Allowed: passes,
		Help: "Passes over who has the floor, as when their line is lost, and gives it to the next; they come back after that one with the time they have left."},
	{Name: "end", Title: "End this turn at the floor", Short: "end turn", Keys: []string{"e"}, Where: Queue | Linear, Allowed: ends,
		Help: "Ends your own turn at the floor, or for the chair whoever's it is."},
	{Name: "move", Title: "Move up in the speakers' list", Short: "move", Args: "NAME|N PLACE", Keys: []string{"m"}, Where: Queue | Linear, Allowed: gives,
		Help: "Moves a request to another place of the speakers' list; on the screen the one that is marked moves up by one."},
	{Name: "move-down", Title: "Move down in the speakers' list", Keys: []string{"n"}, Where: Queue, Allowed: gives,
		Help: "Moves the request that is marked down by one."},
	{Name: "floor-place", Title: "Go to what the request is about", Short: "go there", Keys: []string{"r"}, Where: Queue, Allowed: goesToRequest,
		Help: "Goes to the paragraph or the proposal that the marked request names, or where nobody waits to that of who has the floor."},
	{Name: "drop", Title: "Take off the speakers' list", Args: "NAME|N", Keys: []string{"delete"}, Where: Queue | Linear, Allowed: gives,
		Help: "Takes somebody's request off the speakers' list."},
	{Name: "list", Title: "Close or open the speakers' list", Short: "list", Keys: []string{"l"}, Where: Reading | Queue, Allowed: runs,
		Help: "Takes no more requests to speak, or takes them again; points of order, questions and rights of reply are taken in any case."},
	{Name: "close-list", Title: "Close the speakers' list", Short: "close list", Where: Linear, Allowed: runs,
		Help: "Takes no more requests to speak; points of order, questions and rights of reply are still taken."},
	{Name: "open-list", Title: "Open the speakers' list", Short: "open list", Where: Linear, Allowed: runs,
		Help: "Takes requests to speak again."},
	{Name: "time", Title: "Time per speaker", Short: "time", Args: "LIMIT|off", Keys: []string{"t"}, Where: Queue | Linear, Allowed: runs,
		Help: "Limits the time of each speaker, also of who has the floor: such as 3m; they are warned 15 seconds before its end."},
	{Name: "mode", Title: "Who may be heard: chaired or open", Args: "chaired|open", Keys: []string{"o"}, Where: Queue | Linear, Allowed: runs,
		Help: "Changes the mode: in a chaired meeting only who has the floor, and the chair, is heard; in an open one everybody who may speak."},
	{Name: "statement", Title: "Speak in writing", Short: "statement", Args: "[TEXT]", Where: Everywhere, Allowed: states,
		Help: "Says TEXT at the floor in writing, for the record, as when the sound fails: everybody reads it as it grows; alone it ends the statement."},
	{Name: "prepare", Title: "Prepare a statement for my turn", Short: "prepare", Args: "[TEXT|off]", Keys: []string{"w"}, Where: Queue | Linear, Allowed: prepares,
		Help: "Keeps TEXT ready on the server for your turn at the floor, so that it can be delivered though your sound or your link has failed; the list says that it is ready, and only you and the chair can read it. Alone it says what is ready; off takes it back."},
	{Name: "statements", Title: "Read the statements", Where: Everywhere, Allowed: reads,
		Help: "Shows what was said at the floor in writing, typed or prepared."},
	{Name: "deliver", Title: "Deliver the prepared statement", Short: "deliver", Keys: []string{"j"}, Where: Reading | Queue | Linear, Allowed: delivers,
		Help: "Puts the statement that who has the floor has prepared into the record, where everybody reads it: you for yourself or your delegation, the chair for whoever has the floor."},
	{Name: "agenda", Title: "Agenda", Args: "[ITEMS|none]", Where: Everywhere, Allowed: reads,
		Help: "Lists the items of the agenda, or for the chair sets them, with a semicolon between two."},
	{Name: "item", Title: "Take up an item of the agenda", Args: "N|next|none", Where: Linear, Allowed: runs,
		Help: "Says which item of the agenda is dealt with now."},
	{Name: "next-item", Title: "Next item of the agenda", Where: Screen, Allowed: nextItem,
		Help: "Goes on to the next item of the agenda."},
	{Name: "hands", Title: "Sound out the room", Args: "[QUESTION|end]", Where: Everywhere, Allowed: reads,
		Help: "Says how the room stands to the question that was asked of it, by delegation; for the chair it asks one, or ends the show of hands."},
	{Name: "end-hands", Title: "End the show of hands", Where: Screen, Allowed: endsHands,
		Help: "Ends the show of hands and tells everybody how the room stands."},
	{Name: "hand", Title: "Show my delegation's hand", Args: "yes|no|abstain", Where: Everywhere, Allowed: showsHand,
		Help: "Says how your delegation stands to the question; until the show of hands ends a later hand counts instead."},
	{Name: "caption", Title: "Put down what is said", Args: "[for NAME] [TEXT]", Where: Everywhere, Allowed: captions,
		Help: "Puts down TEXT as said by who has the floor, or by NAME; alone, every line that follows is a caption, until a line with a single dot."},
	{Name: "captions", Title: "The last captions", Args: "[N]", Where: Linear, Allowed: reads,
		Help: "Reads the last N captions, or ten."},
	{Name: "meeting", Title: "Close the meeting, or open it again", Where: Screen, Allowed: runs,
		Help: "Closes the meeting: the speakers' list is emptied, and nobody but the chair is heard; or opens it again."},
	{Name: "close", Title: "Close the meeting", Where: Linear, Allowed: runs,
		Help: "Closes the meeting: the speakers' list is emptied, and nobody but the chair is heard; the draft stays open."},
	{Name: "open", Title: "Open the meeting again", Args: "[FILE]", Where: Linear, Allowed: runs,
		Help: "Opens the meeting again after it was closed; with a file it opens that as a document."},
}
