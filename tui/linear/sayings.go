package linear

import (
	"fmt"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/tui/sound"
	"parley/tui/statusbar"
	"parley/tui/word"
)

// joined is said once, when the draft is here.
type joined struct {
	Event   string `json:"event"` // "joined"
	Title   string `json:"title"`
	Version uint64 `json:"version"`
	Lines   int    `json:"lines"`
	Present int    `json:"people"`
	You     string `json:"name"`
	Person  uint32 `json:"person"`
	Role    string `json:"role"`

	among string // in words, in which of several documents, and whether it is closed
}

func (s joined) words() string {
	return word.Say("Joined. %s. Draft %d, %s. %s here. You are %s, %s.",
		s.Title, s.Version, word.Count(s.Lines, "line", "lines"), word.Count(s.Present, "person", "people"), s.You, word.Say(s.Role)) + s.among
}

// renewed says that the draft was replaced whole after a time without a line.
type renewed struct {
	Event   string `json:"event"` // "draft"
	Version uint64 `json:"version"`
	Lines   int    `json:"lines"`
}

func (s renewed) words() string {
	return word.Say("Draft %d, %s, came afresh. Read it again.", s.Version, word.Count(s.Lines, "line", "lines"))
}

// drafted stands before all the passages, in words only.
type drafted passage

func (s drafted) words() string {
	return word.Say("Draft %d. %s.", s.Version, word.Count(s.Of, "line", "lines"))
}

// done says what an own command did to the draft or to the microphone.
type done struct {
	Event   string `json:"event"` // "done"
	Command string `json:"command"`
	Line    int    `json:"line,omitempty"`
	Text    string `json:"text,omitempty"`
	Waiting int    `json:"waiting"` // own commands not yet on the server's disk

	spoken string
}

func (s done) words() string { return s.spoken }

// chatted is a line of chat by somebody else, or by this person.
type chatted struct {
	Event  string `json:"event"` // "chat"
	Number uint64 `json:"number"`
	By     string `json:"by"`
	Person uint32 `json:"person"`
	Text   string `json:"text"`
	To     string `json:"to,omitempty"` // "chair" or "delegation"; not there: all
	Own    bool   `json:"own"`
}

func (s chatted) words() string {
	switch s.To {
	case toNames[meeting.ToChair]:
		return word.Say("Chat to the chair, ") + s.By + word.Say(": ") + s.Text
	case toNames[meeting.ToDelegation]:
		return word.Say("Chat in your delegation, ") + s.By + word.Say(": ") + s.Text
	}
	return word.Say("Chat, ") + s.By + word.Say(": ") + s.Text
}

// A listed person is somebody connected now.
type listed struct {
	Name       string `json:"name"`
	Delegation string `json:"delegation"`
	Role       string `json:"role"`
	Person     uint32 `json:"person"`
	Talking    bool   `json:"talking"`
	You        bool   `json:"you"`

	NameFixed       bool   `json:"name_fixed"`       // by the link; else as claimed
	DelegationFixed bool   `json:"delegation_fixed"` // likewise
	Link            string `json:"link,omitempty"`   // the ID of the link they came with; told to the chair

	vouched string
}

// present is the list of who is connected.
type present struct {
	Event   string   `json:"event"` // "who"
	Present int      `json:"present"`
	People  []listed `json:"people"`
	Words   string   `json:"words"` // which of them were asked for; empty: all
	Found   int      `json:"found"` // how many these are

	complete bool
}

func (s present) words() string {
	var b strings.Builder
	if s.Words != "" {
		b.WriteString(word.Say("%s with %q, of %d here.\n", word.Count(s.Found, "person", "people"), s.Words, s.Present))
	} else {
		fmt.Fprintf(&b, word.Say("%s here.\n"), word.Count(s.Present, "person", "people"))
	}
	for _, p := range s.People {
		b.WriteString(meeting.Person{Name: p.Name, Delegation: p.Delegation}.String() + ", " + word.Say(p.Role) + ", " + word.Say(p.vouched))
		if p.Link != "" {
			fmt.Fprintf(&b, word.Say(", number %d, link %s"), p.Person, p.Link)
		}
		if p.You {
			b.WriteString(word.Say(", you"))
		}
		if p.Talking {
			b.WriteString(word.Say(", microphone open"))
		}
		b.WriteString(".\n")
	}
	if more := s.Found - len(s.People); more > 0 {
		fmt.Fprintf(&b, word.Say("And %d more.\n"), more)
	}
	return b.String()
}

// connection says that the line to the server came up or went down.
type connection struct {
	Event     string  `json:"event"` // "connection"
	State     string  `json:"state"` // "connecting", "waiting", "up" or "ended"
	Attempt   int     `json:"attempt"`
	Why       string  `json:"why"`
	NextMilli float64 `json:"next_ms"` // until the next try
	Waiting   int     `json:"waiting"` // own commands not yet on the server's disk

	spoken string
}

func (s connection) words() string { return s.spoken }

// sounded says that the sound came up or went down.
type sounded struct {
	Event   string `json:"event"` // "sound"
	Up      bool   `json:"up"`
	Path    string `json:"path"`
	Trouble string `json:"trouble"`
}

func (s sounded) words() string {
	switch {
	case s.Up:
		return word.Say("Sound is connected ") + statusbar.Way(s.Path) + "."
	case s.Trouble != "":
		return word.Say("Sound: ") + s.Trouble + "."
	}
	return word.Say("Sound is lost; trying again. The text goes on.")
}

// equipped says that the microphone or the ear does not work, or works again.
type equipped struct {
	Event string `json:"event"` // "device"
	Which string `json:"which"` // "microphone" or "ear"
	Works bool   `json:"works"`
	State string `json:"state"` // its name, or what is wrong
}

func (s equipped) words() string {
	name := map[string]string{"microphone": word.Say("Microphone"), "ear": word.Say("Ear")}[s.Which]
	if s.Works {
		return name + word.Say(" works: ") + s.State + "."
	}
	return name + word.Say(": ") + sound.Ended(s.State) + word.Say(" The text goes on.")
}

// carried says that the link carries no speech of ours any more, or does again.
type carried struct {
	Event string `json:"event"` // "voice"
	Heard bool   `json:"heard"` // while the microphone is open
	Text  string `json:"text"`
}

func (s carried) words() string { return s.Text }

// failed is a command that could not be done, with what to do.
type failed struct {
	Event   string `json:"event"` // "error"
	Command string `json:"command"`
	Text    string `json:"text"`
}

func (s failed) words() string { return word.Say("Not done: ") + s.Text + "." }

// awaitedHere says that what was waited for has come.
type awaitedHere struct {
	Event  string  `json:"event"` // "wait"
	For    string  `json:"for"`
	Waited float64 `json:"waited_ms"`
}

func (s awaitedHere) words() string { return word.Say("Waited for: ") + s.For + "." }

// wrote says that the draft is in a file.
type wrote struct {
	Event   string `json:"event"` // "wrote"
	File    string `json:"file"`
	Version uint64 `json:"version"`
	Bytes   int    `json:"bytes"`
}

func (s wrote) words() string {
	return word.Say("Wrote draft %d, %d bytes, to %s.", s.Version, s.Bytes, s.File)
}

// left is the last thing said.
type left struct {
	Event  string `json:"event"` // "quit"
	Unsent int    `json:"unsent"`
	Typed  int    `json:"typed"`  // of the unsent, those not kept on this machine
	Failed int    `json:"failed"` // commands that could not be done
	Why    string `json:"why"`    // what ended the meeting for this person, if not the person

	outside bool // the person was never in the meeting
	safe    bool // the unsent are kept
}

func (s left) words() string {
	out := word.Say("Left.")
	if s.Why != "" && s.outside && s.Unsent > 0 {
		return word.Say("Not sent yet: %s of yours from before, kept on this machine.", word.Count(s.Unsent, "change or line", "changes or lines"))
	}
	if s.Why != "" && s.outside {
		return "" // no meeting has ended: who runs this says why nobody got in
	}
	if s.Why != "" {
		out = word.Say("The meeting has ended for you: ") + s.Why + "."
	}
	if s.Unsent > 0 {
		out += word.Say(" Not received by the server: %s of yours.", word.Count(s.Unsent, "change or line", "changes or lines"))
		if s.safe {
			out += word.Say(" Kept on this machine: joining again under the same name sends it.")
		}
	}
	return out
}

// blank says an empty line in a word, so that it can be heard.
func blank(s string) string {
	if strings.TrimSpace(s) == "" {
		return word.Say("(blank)")
	}
	return s
}

// milli is a time as JSON has it: milliseconds with three decimals.
func milli(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
