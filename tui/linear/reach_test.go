package linear_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/tui/action"
	"parley/tui/app"
	"parley/tui/linear"
	"parley/tui/sound"
)

// samples stand for the words in capitals of the usages. A usage with another
// word must add it here.
var samples = map[string]string{
	"REF": "3", "OLD": "should", "NEW": "shall", "TEXT": "some words", "WORDS": "states", "FILE": "FILE",
	"NAME": "Ben", "N": "4", "LINK": "abcd-2345", "ID": "abcd-2345", "ROLE": "observer", "X": "Kenya",
	"AMOUNT": "50MB", "EVENT": "draft", "TIMEOUT": "1s", "DURATION": "10ms", "WORD": "read",
	"NOTE": "a note", "PLACE": "1", "LIMIT": "3m", "ITEMS": "Opening; Draft", "QUESTION": "Now?",
	"V": "1", "W": "now", "AFTER": "1", "ALTERNATIVE": "1", "P-N": "P-4", "#N": "#1",
}

var optional = regexp.MustCompile(`\[[^][]*\]`)

// examples are ways to write a command, made from its usage: without what may
// be left out and with it, and with each of what stands between bars.
func examples(t *testing.T, a action.Action) (all []string) {
	t.Helper()
	usage := a.Usage()
	short := usage
	for optional.MatchString(short) {
		short = optional.ReplaceAllString(short, "")
	}
	for _, form := range []string{short, strings.NewReplacer("[", "", "]", "").Replace(usage)} {
		lines := []string{""}
		for i, word := range strings.Fields(form) {
			var grown []string
			for _, choice := range strings.Split(word, "|") {
				if i > 0 && choice == strings.ToUpper(choice) && strings.ToLower(choice) != choice {
					sample, known := samples[choice]
					if !known {
						t.Errorf("%q: no sample for %s", a.Usage(), choice)
					}
					choice = sample
				}
				for _, l := range lines {
					grown = append(grown, strings.TrimSpace(l+" "+choice))
				}
			}
			lines = grown
		}
		for _, l := range lines {
			if !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	return all
}

// everything runs a test in a meeting in which every command is allowed: a chair
// who has been away, with an own change to undo and one to redo, people
// waiting, a link and an editor. A command that needs more adds it here.
func everything(t *testing.T, asJSON bool, test func(r *room)) {
	synctest.Test(t, func(t *testing.T) {
		working := sound.Device{Name: "Headset", State: sound.Working}
		voice := &radio{status: sound.Status{State: sound.Connected, Path: "udp", Mic: working, Ear: working}}
		preside := func(c *linear.Config) {
			withEditor("true")(c)
			c.JSON, c.Sound, c.Invite = asJSON, voice, "parley://meet.example.org:7443/abc#def"
			c.MakeLink = func(context.Context, meeting.Invitation) (ticket.Link, error) { return ticket.Link{}, nil }
		}
		was := amina
		amina = chair
		defer func() { amina = was }()
		r := enter(t, withAnnexes(preside))
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.welcome()
		r.people = []meeting.Present{{Person: amina}, {Person: ben}}
		r.types("edit 2 resolves => Resolves", "add 0 A title", "undo")
		r.away(time.Minute, false, func() { r.ben(meeting.Said{Text: "good morning"}) })
		r.notices <- meeting.Lobby{Waiting: 1, People: []meeting.Caller{{Number: 4, Name: "Ben"}}}
		for range 3 {
			r.ben(meeting.DocumentOpened{Number: len(r.log.Documents()) + 1, Title: "Annex"})
		}
		r.ben(meeting.DocumentClosed{Number: 4, On: true})
		r.types("agenda Opening; Draft", "hands Can we go on?", "floor", "give", "prepare We agree.", "floor order")
		r.ben(meeting.Floored{Act: floor.Ask{}})
		time.Sleep(3 * time.Second)
		r.said()
		test(r)
		r.in.Close()
		<-r.ended
	})
}

// TestEveryCommandInLines does every action that the linear front has, in every
// form that its usage promises.
func TestEveryCommandInLines(t *testing.T) {
	for _, a := range action.All() {
		if a.Where&action.Linear == 0 {
			continue
		}
		for _, line := range examples(t, a) {
			line = strings.ReplaceAll(line, "FILE", filepath.Join(t.TempDir(), "draft.txt"))
			for _, asJSON := range []bool{false, true} {
				t.Run(line, func(t *testing.T) {
					everything(t, asJSON, func(r *room) {
						r.types(line)
						time.Sleep(5 * time.Second)
						checkAnswer(t, a, asJSON, r.said())
					})
				})
			}
		}
	}
}

func checkAnswer(t *testing.T, a action.Action, asJSON bool, said []string) {
	t.Helper()
	// The server, which this room is only in part, tells everybody what a chair rules.
	ruled := slices.Contains([]string{"waiting-room", "remove", "revoke"}, a.Name)
	if len(said) == 0 && a.Name != "sleep" && !ruled && !asJSON {
		t.Error("nothing is said")
	}
	for _, l := range said {
		switch {
		case strings.Contains(l, "not now: "):
			t.Errorf("refused, so this test does not do it: let the meeting of everything allow it: %s", l)
		case strings.Contains(l, "is not a command"), strings.Contains(l, ": type "+a.Name):
			t.Errorf("the usage promises what is not understood: %s", l)
		}
		var event struct {
			Event string `json:"event"`
		}
		if asJSON && (json.Unmarshal([]byte(l), &event) != nil || event.Event == "") {
			t.Errorf("not an object with an event: %s", l)
		}
		if i := strings.IndexFunc(l, func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x2500 && r < 0x2600 }); i >= 0 {
			t.Errorf("a control or a drawn line in %q", l)
		}
	}
}

// onlySeen are the actions of the screen that mean nothing without one: moving
// and selecting in what is seen, and what is drawn.
func onlySeen(a action.Action) bool {
	if strings.HasPrefix(a.Name, "select-") {
		return true
	}
	return slices.Contains([]string{
		"hold-to-talk",
		"here", "back", "stop", "palette", "tour", "next-pane", "previous-pane", "bare", "redraw", "authors", "mark", "return",
		"up", "down", "page-up", "page-down", "line-up", "line-down", "left", "right", "word-left", "word-right", "row-start", "row-end",
		"paragraph-up", "paragraph-down", "screen-up", "screen-down", "top", "bottom",
	}, a.Name)
}

// byOther are the actions of the screen that are done with another command in
// lines.
var byOther = map[string]string{
	"floor-note": "floor", "floor-order": "floor", "floor-question": "floor", "floor-reply": "floor", "move-down": "move", "list": "close-list",
	"floor-place": "goto", "next-item": "item", "end-hands": "hands", "meeting": "close",
	"find-person": "who", "decide": "accept", "bracket-here": "brackets", "bracket-phrase": "edit", "retract": "withdraw", "to-paragraph": "read", "my-proposals": "proposals",
	"write-here": "edit", "goto": "read", "send": "chat", "make-link": "invite", "find-next": "find", "find-previous": "find",
	"cut": "edit", "copy": "read", "paste": "edit", "cut-line": "edit", "new-line": "add", "tab": "edit",
	"erase": "edit", "erase-back": "edit", "erase-word": "edit", "erase-word-back": "edit",
}

func TestEveryActionOfTheScreenHasItsCommand(t *testing.T) {
	for _, a := range app.Actions() {
		if a.Where&action.Linear != 0 || onlySeen(a) {
			continue
		}
		if other, ok := action.Named(action.All(), byOther[a.Name]); !ok || other.Where&action.Linear == 0 {
			t.Errorf("%q (%s) cannot be done in lines: give it a command, or name in byOther the one that does it", a.Name, a.Title)
		}
	}
}
