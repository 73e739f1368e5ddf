package app

import (
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/draftpane"
	"parley/tui/proposalpane"
	"parley/tui/theme"
	"parley/tui/word"
	"parley/tui/wording"
)

// A document is one draft of the meeting, with all that this person has open in
// it: its own place, search, form and undo. What is about words asks its seat;
// what is about the people, the floor and the chat asks the meeting's.
type document struct {
	line Line
	seat *meeting.Seat
	away away.Watch

	draft     *draftpane.Model
	proposals *proposalpane.Model
	view      redline.View
	rendition rendition
	proposed  listed
	read      text.Text // the draft as it was when the changes were last asked for

	form      formKey // what the form that is open is about
	put       map[formKey]draft.Wording
	left      place // where the cursor was before it jumped last
	stop      stop  // where the last step from open point to open point led
	lifting   lifting
	comparing comparison
	deciding  int // the proposal that the list of decisions is about

	pointer   pointer
	following following
	led       time.Time // when it was told last where this person reads, who runs the meeting
	inquired  time.Time // when it was asked last who has the text
	unseen    wording.Unseen
	onScreens map[int]meeting.Receipts // own proposals, as far as it is known who has them
	resyncing bool
}

// newDocument returns one that is being joined over the line by the seat.
func newDocument(line Line, seat *meeting.Seat, t theme.Theme) *document {
	return &document{
		line: line, seat: seat, draft: draftpane.New(t),
		proposals: proposalpane.New(t, word.Say("Nothing is proposed yet. In the draft, e proposes other words for the paragraph at the cursor.")),
	}
}
