package action

import (
	"slices"

	"parley/tui/word"
)

// All returns the table: first what is done with the draft, then the meeting,
// then the screen, then what only the linear front has. The keys of moving and
// editing inside the draft are the draft pane's own and come in by With.
func All() []Action { return Said(slices.Concat(table, proceedings, documents, negotiation, marking)) }

// Said returns the table in the language that is used. It is a new one.
func Said(table []Action) []Action {
	table = slices.Clone(table)
	for i, a := range table {
		table[i].English = a.Title
		table[i].Title, table[i].Short, table[i].Help = word.Say(a.Title), word.Say(a.Short), word.Say(a.Help)
	}
	return table
}

// With returns the table with more actions. One that has the name of an action
// in the table adds its keys and places to that one.
func With(table []Action, more ...Action) []Action {
	table = slices.Clone(table)
	for _, a := range more {
		i := slices.IndexFunc(table, func(b Action) bool { return b.Name == a.Name })
		if i < 0 {
			table = append(table, a)
			continue
		}
		table[i].Keys = union(table[i].Keys, a.Keys)
		table[i].Also = union(table[i].Also, a.Also)
		table[i].Where |= a.Where
	}
	return table
}

func union(keys, more []string) []string {
	keys = slices.Clone(keys)
	for _, k := range more {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

var table = []Action{
	{Name: "here", Title: "What can be done here", Short: "actions", Keys: []string{"enter"}, Where: Reading | Lists,
		Help: "Lists what can be done where the cursor is, with the keys and, where something cannot be done, the reason; in the chat it is Enter while nothing is typed."},
	{Name: "write-here", Title: "Write here", Short: "write", Where: Reading, Allowed: writes,
		Help: "Starts writing at the cursor; everybody sees what you type as you type it."},
	{Name: "back", Title: "Back to the draft", Short: "back", Keys: []string{"esc"}, Where: Beside,
		Help: "Goes back to the draft; what is typed stays."},
	{Name: "undo", Title: "Undo my last change", Short: "undo", Where: Reading | Writing | Linear, Allowed: undoes,
		Help: "Takes your own last change of the draft back; what others wrote stays."},
	{Name: "redo", Title: "Redo what I took back", Short: "redo", Where: Reading | Writing | Linear, Allowed: redoes,
		Help: "Puts your own change in again that you took back last."},
	{Name: "editor", Title: "Change the draft in my own editor", Short: "editor", Args: "[sweep|keep]", Keys: []string{"f10"}, Where: Reading | Writing | Linear, Allowed: opensEditor,
		Help: "Opens the draft in the editor that VISUAL or EDITOR names; what you save there comes into the draft when you close it, beside what others wrote meanwhile."},
	{Name: "goto", Title: "Go to a line or a proposal", Short: "go to", Args: "REF", Keys: []string{"ctrl+g"}, Where: Everywhere, Allowed: reads,
		Help: "Goes to a line of the draft, by its number or its label, to a proposal such as P-31, or to a bracket such as #2; in lines it is read, and the place alone is enough."},
	{Name: "find", Title: "Find in the draft", Short: "find", Args: "WORDS", Where: Reading | Writing | Linear, Allowed: reads,
		Help: "Finds words: on the screen it asks for them and goes to the next place, where Down goes on, Up goes back, Enter stays and Esc returns; in lines it reads the paragraphs that have them."},

	{Name: "talk", Title: "Talk: microphone on or off", Short: "talk", Args: "on|off", Keys: []string{"ctrl+t", "f3"}, Where: Everywhere, Allowed: speaks,
		Help: "Opens or closes your microphone for everybody in the meeting."},
	{Name: "hold-to-talk", Title: "Talk: hold the key, or press it", Where: Screen, Allowed: holds,
		Help: "Changes between holding the key of Talk while you speak, where the terminal tells when it is let go, and pressing it to open and to close the microphone."},
	{Name: "mic", Title: "Choose the microphone", Args: "NAME|none|usual", Where: Everywhere, Allowed: sounds,
		Help: "Takes another microphone: on the screen from a list, in lines by its name, of which a part will do that no other has."},
	{Name: "ear", Title: "Choose the loudspeaker", Args: "NAME|none|usual", Where: Everywhere, Allowed: sounds,
		Help: "Takes another loudspeaker or headset: on the screen from a list, in lines by its name, of which a part will do that no other has."},
	{Name: "devices", Title: "List the sound devices", Where: Linear, Allowed: sounds,
		Help: "Lists the microphones and the loudspeakers of this machine, and says which are in use."},
	{Name: "try-sound", Title: "Hear how I sound", Where: Everywhere, Allowed: hearsSelf,
		Help: "Records your microphone for three seconds and plays it to you; nobody else hears it."},
	{Name: "echo", Title: "Echo guard: auto, on or off", Args: "auto|on|off", Where: Everywhere, Allowed: sounds,
		Help: "While others are heard by a loudspeaker, holds your microphone down unless you speak up, so that they do not hear themselves; auto leaves a headset alone."},
	{Name: "listen", Title: "Listen without loss, or without delay", Args: "complete|low", Where: Everywhere, Allowed: sounds,
		Help: "Complete waits one or two seconds, so that on a link that loses sound nothing is missing; low hears the present, which who speaks needs, and is taken by itself when you ask for the floor or your microphone opens."},
	{Name: "data-cap", Title: "Limit the data used", Args: "AMOUNT|none", Where: Everywhere, Allowed: sounds,
		Help: "Sets how much data text and sound may use, such as 50MB: near the limit you are warned, and at it the meeting goes on as text only."},
	{Name: "chat", Title: "Chat", Short: "chat", Args: "TEXT", Where: Everywhere, Allowed: chats,
		Help: "Says a line to everybody in the chat; with to chair: or to delegation: before it, only to the chair or to your delegation."},
	{Name: "who", Title: "People", Short: "people", Args: "[WORDS]", Where: Everywhere,
		Help: "Shows who is connected now and who is talking; in lines with WORDS those whose name or delegation has them in it."},
	{Name: "find-person", Title: "Find people", Short: "find", Keys: []string{"/", "ctrl+f"}, Where: People, Allowed: reads,
		Help: "Lists those whose name or delegation has words in it, and without words everybody again."},
	{Name: "invite", Title: "Invitation link", Short: "invite", Args: "[ROLE [--delegation X] [--name N] [--expires 24h]]", Where: Everywhere, Allowed: invites,
		Help: "Shows the link that lets delegates in, or has the server make one for a role, which may fix name, delegation and how long it lasts."},
	{Name: "waiting", Title: "Who waits to come in", Short: "let in", Keys: []string{"f6"}, Where: Everywhere, Allowed: answers,
		Help: "Lists who waits until you let them in; on the screen Enter lets in the one that is marked, Delete turns away."},
	{Name: "admit", Title: "Let in who waits", Args: "NAME|N|all", Where: Linear, Allowed: answers,
		Help: "Lets in somebody who waits, by name or by the number that waiting says, or everybody."},
	{Name: "turn-away", Title: "Turn away who waits", Args: "NAME|N", Where: Linear, Allowed: answers,
		Help: "Turns away somebody who waits, by name or by the number that waiting says; they may call again."},
	{Name: "waiting-room", Title: "Waiting room: open or closed", Args: "on|off", Where: People | Linear, Allowed: runs,
		Help: "While the waiting room is on, who comes waits until the chair lets them in; turning it off lets in who waits."},
	{Name: "remove", Title: "Take a person out of the meeting", Args: "NAME|N", Where: People | Linear, Allowed: runs,
		Help: "Takes a person out, who cannot come back with the same link; on the screen it is the one marked in the list of people, and it asks first."},
	{Name: "revoke", Title: "Revoke a link", Args: "LINK|ID", Where: People | Linear, Allowed: runs,
		Help: "Ends a link: everybody who came with it is taken out, and nobody comes in with it any more; who says the ID of each person's link."},
	{Name: "make-link", Title: "Make a link for a role", Where: People, Allowed: makesLinks,
		Help: "Asks what a new link is to be for, has the server make it, shows it and copies it where the terminal can."},
	{Name: "status", Title: "Status of the line and the sound", Short: "status", Where: Everywhere,
		Help: "Says how the line, the sound, the microphone and the loudspeaker are, and what has not been received yet."},

	{Name: "palette", Title: "All actions", Short: "all", Keys: []string{"ctrl+p", "f4"}, Where: Screen,
		Help: "Lists every action by name; type to narrow it down, Enter does the one that is marked."},
	{Name: "help", Title: "Help", Short: "help", Args: "[WORD]", Keys: []string{"f1", "?", "؟", "\u037e"}, Where: Everywhere,
		Help: "Shows what can be done and with which keys or words."},
	{Name: "next-pane", Title: "Next pane", Short: "next pane", Keys: []string{"tab"}, Where: Reading | Beside,
		Help: "Goes from the draft to the panes beside it, one after the other, and round to the draft; from writing, Esc first."},
	{Name: "previous-pane", Title: "Previous pane", Short: "previous pane", Keys: []string{"shift+tab"}, Where: Reading | Beside,
		Help: "Goes round the panes the other way."},
	{Name: "tour", Title: "Guided tour", Where: Screen, Allowed: reads,
		Help: "Leads through the screen in ten steps, each of one key, or ends the tour."},
	{Name: "bare", Title: "Only the text: no borders, or borders again", Short: "bare", Where: Reading | Writing, Allowed: reads,
		Help: "Shows nothing but the draft's text, so that it can be read or copied from the terminal; again, or Esc, brings everything back."},
	{Name: "redraw", Title: "Draw the screen again", Short: "redraw", Keys: []string{"ctrl+l"}, Where: Screen,
		Help: "Draws the whole screen again when something else has written over it."},
	{Name: "quit", Title: "Leave the meeting", Short: "leave", Keys: []string{"ctrl+c"}, Where: Everywhere,
		Help: "Leaves the meeting; on the screen it asks first, and says if something of yours has not been received."},
	{Name: "away", Title: "What I missed while I was away", Short: "missed", Keys: []string{"f12"}, Where: Everywhere, Allowed: wasAway,
		Help: "Shows what changed in the draft, as a redline between how you left it and how it is, and what was said in the chat, while there was no link."},

	{Name: "changes", Title: "What changed since I last asked", Short: "changes", Where: Everywhere, Allowed: reads,
		Help: "Shows, as a redline, how the draft reads otherwise than when you last asked, or than when you came."},

	{Name: "send", Title: "Send the line", Short: "send", Keys: []string{"enter"}, Where: Chat, Allowed: chats,
		Help: "Sends what stands in the chat line to everybody, or to those whom it begins with, to chair: or to delegation:; while nothing stands there, lists what can be done."},
	{Name: "up", Title: "Up", Short: "up", Keys: []string{"up"}, Where: Beside,
		Help: "Goes one line up: to an older line of chat, to the item above."},
	{Name: "down", Title: "Down", Short: "down", Keys: []string{"down"}, Where: Beside,
		Help: "Goes one line down: to a newer line of chat, to the item below."},
	{Name: "page-up", Title: "A page up", Short: "page up", Keys: []string{"pgup"}, Where: Beside,
		Help: "Goes a page up in the pane beside the draft."},
	{Name: "page-down", Title: "A page down", Short: "page down", Keys: []string{"pgdown"}, Where: Beside,
		Help: "Goes a page down in the pane beside the draft."},

	{Name: "read", Title: "Read the draft", Args: "[REF]", Where: Linear, Allowed: reads,
		Help: "Reads the whole draft, or the one paragraph REF, with line numbers."},
	{Name: "blame", Title: "Who wrote this", Args: "[REF]", Where: Linear, Allowed: reads,
		Help: "Says who wrote what of the paragraph REF, or of the whole draft; parley history says when, too, and reads every older version."},
	{Name: "write", Title: "Write the draft to a file", Args: "FILE", Where: Linear, Allowed: reads,
		Help: "Writes the clean text of the draft to FILE."},
	{Name: "edit", Title: "Change words of a paragraph", Args: "REF OLD => NEW", Where: Linear, Allowed: writes,
		Help: "Replaces OLD by NEW in the paragraph REF, where OLD stands exactly once."},
	{Name: "add", Title: "Add a paragraph", Args: "REF TEXT", Where: Linear, Allowed: writes,
		Help: "Adds TEXT as a new paragraph after REF; 0 is the top."},
	{Name: "delete", Title: "Delete a paragraph", Args: "REF", Where: Linear, Allowed: writes,
		Help: "Deletes the whole paragraph REF."},
	{Name: "where", Title: "Where I am", Where: Linear, Allowed: reads,
		Help: "Says which paragraph was read last, who is heard, and how your microphone and the link are."},
	{Name: "again", Title: "Say it again", Where: Linear,
		Help: "Repeats what was announced last."},
	{Name: "urgency", Title: "What is announced", Args: "off|turn|all", Where: Linear,
		Help: "Says what is told of its own accord: nothing, only your turn, decisions, the link and the sound, or everything."},
	{Name: "wait", Title: "Wait for something to happen", Args: "EVENT [TIMEOUT]", Where: Linear,
		Help: "Waits until EVENT happens, no longer than TIMEOUT: draft, sound, edit, chat, waiting (you are in the waiting room), caller (somebody waits to be let in), end, floor (you have it; for the chair: somebody asks for it), turn (the floor moved), request, hands, statement, caption, proposal, decision, document (one was opened, closed or put before the meeting), kept (everything of yours is on this machine's disk), sent (everything of yours is received), speech (somebody is heard), spoken (a --mic file is said), link or lost."},
	{Name: "sleep", Title: "Wait for a time", Args: "DURATION", Where: Linear,
		Help: "Waits for DURATION, such as 500ms or 2s, before the next command."},
}
