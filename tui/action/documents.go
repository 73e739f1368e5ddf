package action

import (
	"parley/collab/meeting"
	"parley/tui/word"
)

// Documents are what decides which actions with documents are allowed just now.
type Documents struct {
	Count   int  // of the meeting, its own draft counted; 0: not known yet
	InView  int  // the number of the one in view
	Before  int  // of the one before the meeting
	Follows bool // this person goes along with that one
	Sealed  bool // the chair has closed the one in view
	Closed  int  // how many of them the chair has closed
}

// goesElsewhere allows to go from one document to another.
func goesElsewhere(c Context) (bool, string) {
	if ok, why := reads(c); !ok || c.Documents.Count > 1 {
		return ok, why
	}
	return false, word.Say("the meeting has one document")
}

// comesBack allows to go along with the document before the meeting.
func comesBack(c Context) (bool, string) {
	if ok, why := goesElsewhere(c); !ok || !c.Documents.Follows {
		return ok, why
	}
	return false, word.Say("you go along with the document before the meeting already")
}

// opensDocument allows what the chair and the editors may.
func opensDocument(c Context) (bool, string) {
	if ok, why := is(c, true); !ok {
		return ok, why
	}
	switch {
	case !c.Role.Decides():
		return false, word.Say("only the chair and the editors open documents")
	case c.Documents.Count >= meeting.MaxDocuments:
		return false, word.Say("the meeting has as many documents as it can have")
	}
	return true, ""
}

func putsBefore(c Context) (bool, string) {
	if ok, why := runs(c); !ok {
		return ok, why
	}
	return goesElsewhere(c)
}

// open allows what changes the document in view.
func open(c Context) (bool, string) {
	if c.Documents.Sealed {
		return false, word.Say("this document is closed: nothing in it changes until the chair opens it again")
	}
	return true, ""
}

// closesDocument allows the chair to close one of those that are open.
func closesDocument(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Documents.Closed < c.Documents.Count {
		return ok, why
	}
	return false, word.Say("every document is closed already")
}

// reopensDocument allows the chair to open one of those that are closed again.
func reopensDocument(c Context) (bool, string) {
	if ok, why := runs(c); !ok || c.Documents.Closed > 0 {
		return ok, why
	}
	return false, word.Say("no document is closed")
}

// documents are the actions with the documents of a meeting.
var documents = []Action{
	{Name: "documents", Title: "Documents of the meeting", Short: "documents", Where: Linear, Allowed: reads,
		Help: "Lists the documents of the meeting, and says which one is before it and which one you are in."},
	{Name: "document", Title: "Go to another document", Short: "document", Args: "N", Keys: []string{"m", "f11"}, Where: Reading | Writing | Linear, Allowed: goesElsewhere,
		Help: "Goes to another document of the meeting, by its number or on the screen from a list: what is read, changed and proposed is of that one; the floor, the chat and the sound go on."},
	{Name: "document-follow", Title: "Go along with the document before the meeting", Short: "follow document", Where: Everywhere, Allowed: comesBack,
		Help: "Goes to the document that is before the meeting, and along whenever another one is put before it; document follow is the same."},
	{Name: "open-document", Title: "Open another document", Short: "open document", Args: "FILE", Where: Everywhere, Allowed: opensDocument,
		Help: "Opens a document beside the others, from a file of text, Markdown or Word whose name becomes its title."},
	{Name: "document-before", Title: "Put a document before the meeting", Short: "put before", Args: "N", Where: Everywhere, Allowed: putsBefore,
		Help: "Says which document the meeting deals with: who follows goes there; on the screen it is chosen from a list, in lines document before N is the same."},
	{Name: "document-close", Title: "Close a document", Short: "close document", Args: "N", Where: Everywhere, Allowed: closesDocument,
		Help: "Closes a document: nothing in it is written, proposed or decided any more, until it is opened again; it is read, talked about and exported as before. On the screen it is chosen from a list, in lines document close N is the same."},
	{Name: "document-reopen", Title: "Open a closed document again", Short: "reopen document", Args: "N", Where: Everywhere, Allowed: reopensDocument,
		Help: "Opens a document again that was closed, with all that was proposed in it; in lines document reopen N is the same."},
}
