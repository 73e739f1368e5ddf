package app_test

import (
	"errors"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/app"
	"parley/tui/sound"
	"parley/tui/theme"
)

func TestWriting(t *testing.T) {
	inMeeting(t, "what is typed is there at once and marked until it is received", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("iXYZ ")
		b.shows("XYZ The ad hoc group")
		b.shows("1 waiting")
		if len(b.told().sent) != 0 {
			t.Error("something was sent before a pause in typing")
		}
		time.Sleep(300 * time.Millisecond)
		if len(b.told().sent) != 1 {
			t.Fatalf("%d commands were sent, want the typing in one", len(b.told().sent))
		}
		b.shows("1 waiting")
		b.accept()
		b.shows("all received")
		b.hides("waiting")
		if got, want := b.log.Text().String(), "XYZ "+draft; got != want {
			t.Errorf("the server has %q", got)
		}
	})
	inMeeting(t, "a foreign edit before the cursor moves it with its words", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("i")
		b.Press(tea.Key{Code: tea.KeyRight}, tea.Key{Code: tea.KeyRight}, tea.Key{Code: tea.KeyRight}, tea.Key{Code: tea.KeyRight})
		x, y, _ := b.Cursor()
		b.types(amina, "The ad hoc", "Today: ")
		if x2, y2, _ := b.Cursor(); x2 != x+7 || y2 != y {
			t.Errorf("the cursor went from %d,%d to %d,%d, want 7 to the right", x, y, x2, y2)
		}
		b.Type("new ")
		b.accept()
		if got := b.log.Text().Line(0); got != "Today: The new ad hoc group on Resolution 50," {
			t.Errorf("got %q", got)
		}
	})
	inMeeting(t, "undo and redo of one's own", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("iABC")
		b.accept()
		b.types(amina, "The ad hoc", "FIRST ")
		b.Ctrl('u')
		b.hides("ABC")
		b.shows("FIRST The ad hoc")
		b.Ctrl('y')
		b.shows("ABC")
		b.Ctrl('y')
		b.shows("Nothing of yours was taken back.")
	})
	inMeeting(t, "an undo that reaches too far back is said to", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("iABC")
		b.accept()
		for range meeting.UndoReach + 1 {
			b.types(amina, "The ad hoc", "x")
		}
		b.Ctrl('u')
		b.shows("That is too far back: a change can be taken back until 512 others have come")
		b.shows("ABC")
		b.Ctrl('u')
		b.shows("There is nothing of yours to take back.")
	})
	inMeeting(t, "a letter while reading names the way in", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("y")
		b.shows("press i, or Enter and Write here")
		if len(b.told().sent) > 0 {
			t.Error("something was written while reading")
		}
	})
	inMeeting(t, "Enter twice leads into writing, Esc out of it", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(enter, tea.Key{Code: tea.KeyKpEnter})
		b.shows("WRITING")
		b.Press(esc)
		b.shows("READING")
	})
	inMeeting(t, "an observer cannot, and is told why", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.me.Role = meeting.Observer
		b.up()
		b.welcome()
		b.Type("i")
		b.shows("You are here as observer: you can read and listen.")
		b.shows("READING")
		b.Press(enter)
		b.Type("\n")
		b.shows("Write here, not now: you are here as observer")
	})
	inMeeting(t, "what the server refuses goes out again and is said", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("iABC")
		time.Sleep(300 * time.Millisecond)
		b.Text()
		b.Send(meeting.Refused{Command: b.told().sent[0].Number, Why: meeting.TooOld})
		b.shows("Not taken, made on a version too old to merge: ")
		b.hides("ABC The ad hoc")
	})
	inMeeting(t, "a paste is one step of undo", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("i")
		b.Type("AB")
		b.Paste("one\r\ntwo\x1b[31m ")
		b.shows("ABone")
		b.Ctrl('u')
		b.shows("ABThe ad hoc")
	})
	inMeeting(t, "go to a line", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('g')
		b.shows("Go to line (1 to 12) or P-31:")
		b.Type("7\n")
		b.shows("line 7, column 1")
		b.Type("12")
		b.shows("Line 12: Enter goes there")
		b.Type("\n")
		b.shows("line 12, column 1")
		b.Ctrl('g')
		b.Type("R2\n")
		b.shows("there is no R2: lines are 1 to 12")
		b.Press(tea.Key{Code: tea.KeyBackspace}, tea.Key{Code: tea.KeyBackspace})
		b.Type("99\n")
		b.shows("there is no 99: lines are 1 to 12")
	})
	inMeeting(t, "find", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("/REPORT")
		b.shows("1 of 3")
		b.shows("line 6, column 32")
		b.Press(down)
		b.shows("2 of 3")
		b.Press(enter)
		b.shows("line 11, column 14")
		b.Ctrl('f')
		b.Type("broadband")
		b.shows("line 5, column")
		b.Press(esc)
		b.shows("line 11, column 14")
		b.Ctrl('f')
		b.Type("nowhere")
		b.shows("not found")
	})
}

func TestPointers(t *testing.T) {
	inMeeting(t, "others learn where one writes, and only then", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(down)
		time.Sleep(time.Second)
		if len(b.told().pointed) != 0 {
			t.Fatalf("pointed while reading: %v", b.told().pointed)
		}
		b.Type("i")
		time.Sleep(time.Second)
		b.Type("abc")
		time.Sleep(time.Second)
		b.types(amina, "The ad hoc", "Today: ")
		time.Sleep(time.Second)
		b.Press(esc)
		time.Sleep(time.Second)
		b.Text()
		at := len("The ad hoc group on Resolution 50,\n")
		if len(b.told().pointed) != 2 {
			t.Fatalf("pointed %d times, want once on beginning and once on ending (typing and others' edits move it by themselves): %v", len(b.told().pointed), b.told().pointed)
		}
		if p := b.told().pointed[0]; p.At != at || p.Left {
			t.Errorf("the first: got %+v, want %d", p, at)
		}
		if p := b.told().pointed[1]; !p.Left {
			t.Errorf("the last: got %+v, want that it left", p)
		}
	})
}

func TestChatAndPeople(t *testing.T) {
	inMeeting(t, "a line of chat waits, then has its time", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(tab)
		b.Type("We support that.\n")
		b.shows("Kofi Mensah: We support that. (waiting)")
		b.accept()
		b.shows("00:00 Kofi Mensah: We support that.")
		b.hides("(waiting)")
	})
	inMeeting(t, "a new line that is not on the screen is told and counted", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(tab, tab)
		b.other(amina, meeting.Said{Text: "Hello"})
		b.shows("Chat, Amina Odhiambo: Hello")
		b.shows("Tab: chat (1 new), queue, proposals, captions")
		b.Press(tab, tab, tab, tab, tab)
		b.shows("CHAT")
		b.hides("1 new")
	})
	inMeeting(t, "people are asked for when they are looked at", func(t *testing.T) {
		b := join(t, 80, 24)
		time.Sleep(3 * time.Second)
		if len(b.told().asked) != 0 {
			t.Fatal("asked before anybody looked")
		}
		b.Press(tab, tab)
		time.Sleep(30 * time.Second)
		if !slices.Equal(b.told().asked, []int{0}) {
			t.Fatalf("asked for %v, want once for the start", b.told().asked)
		}
		b.Send(meeting.Roster{Present: 4})
		time.Sleep(10 * time.Second)
		if !slices.Equal(b.told().asked, []int{0, 0}) {
			t.Errorf("somebody came: asked for %v, want it again", b.told().asked)
		}
		var page []meeting.Present
		for i := range meeting.RosterPage {
			p := amina
			p.Number, p.Name = text.Author(100+i), fmt.Sprint("Person ", i)
			page = append(page, meeting.Present{Person: p})
		}
		b.Send(meeting.Roster{Present: 60, People: page[:1]})
		b.voice.set(func(is *sound.Status) { is.Slots[0] = sound.Slot{Speaker: 100, Level: -20, Active: true} })
		time.Sleep(6 * time.Second)
		if len(b.told().asked) != 4 {
			t.Errorf("somebody is heard whose microphone was off: asked for %v", b.told().asked)
		}
		b.voice.set(func(is *sound.Status) { is.Slots[0] = sound.Slot{} })
		time.Sleep(2 * time.Second)
		b.Send(meeting.Roster{Present: 60, People: page})
		b.shows("1 to 50 of 60")
		for range meeting.RosterPage {
			b.Press(down)
		}
		time.Sleep(time.Second)
		if b.told().asked[len(b.told().asked)-1] != 50 {
			t.Errorf("past the end of the page: asked for %v, want 50 last", b.told().asked)
		}
	})
	inMeeting(t, "a hostile name cannot draw on the screen", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(meeting.Person{Number: 9}, meeting.Entered{Person: meeting.Person{Number: 9, Session: meeting.Session{9}, Name: "Eve\x1b[2J\n\u202eevil", Role: meeting.Delegate}})
		b.other(meeting.Person{Number: 9}, meeting.Said{Text: "hi\x1b]0;title\a"})
		b.shows("Eve[2J evil: hi]0;title")
	})
}

func TestTheHostSeesTheLinkUntilSomebodySpeaksInTheChat(t *testing.T) {
	inMeeting(t, "80x24", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Invite = "parley://meet.example.org:7443/abc#def" })
		b.shows("parley://meet")
		b.other(amina, meeting.Said{Text: "Good morning"})
		b.shows("Amina Odhiambo: Good morning")
		b.hides("parley://meet")
		b.Press(tab, tab)
		b.shows("parley://meet")
		b.other(amina, meeting.Said{Text: "Are you there?"})
		b.shows("parley://meet") // chosen by the host now
		b.shows("Chat, Amina Odhiambo: Are you there?")
	})
}

func TestTerminals(t *testing.T) {
	inMeeting(t, "ASCII only", func(t *testing.T) {
		b := sit(t, 80, 24, func(c *app.Config) { c.Terminal = theme.Terminal{ASCII: true} })
		b.up()
		b.welcome()
		b.Ctrl('p')
		b.Press(esc)
		for _, r := range b.Text() {
			if r > 0x7e {
				t.Fatalf("%q is on the screen:\n%s", r, b.Text())
			}
		}
		b.golden("ascii-80x24")
	})
	inMeeting(t, "a light one and a dark one, without colours too", func(t *testing.T) {
		b := join(t, 80, 24)
		before := b.Text()
		b.Send(tea.BackgroundColorMsg{Color: color.White})
		if !b.Look(1, 22).Coloured {
			t.Error("the message has no colour on a light ground")
		}
		b.Send(tea.ColorProfileMsg{Profile: colorprofile.Ascii})
		if b.Look(1, 22).Coloured {
			t.Error("the message has a colour where there are none")
		}
		if got := b.Text(); got != before {
			t.Errorf("the words depend on colours: got\n%s\nwant\n%s", got, before)
		}
	})
}

func TestTheLine(t *testing.T) {
	inMeeting(t, "who comes in for the first time is not told that the link is back", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.welcome() // the text comes with the link, and is there first
		b.up()
		b.hides("The link is back")
	})
	lost := func(b *bench) {
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now(), Next: time.Now().Add(3 * time.Second), Why: errors.New("connection reset")})
	}
	inMeeting(t, "a lost line counts, keeps what is typed, and comes back", func(t *testing.T) {
		b := join(t, 80, 24)
		lost(b)
		b.shows("LINK lost 0:00")
		b.shows("trying again in 3 s")
		time.Sleep(12 * time.Second)
		b.shows("LINK lost 0:12")
		b.shows("trying again now")
		b.Type("iABC ")
		b.shows("ABC The ad hoc")
		time.Sleep(time.Second)
		b.up()
		b.Send(meeting.Welcome{You: you, Title: b.log.Title(), Head: b.log.Head(), Present: 3})
		b.shows("The link is back. 1 change of yours is being sent.")
		b.accept()
		b.shows("all received")
	})
	inMeeting(t, "a copy that came apart is fetched again, nothing typed is lost", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("iABC ")
		time.Sleep(300 * time.Millisecond)
		b.Send(meeting.Happened{Event: meeting.Event{Number: 99, By: 2, Command: 1, What: meeting.Said{Text: "from the future"}}})
		b.shows("it is fetched again")
		b.Send(meeting.Happened{Event: meeting.Event{Number: 100, By: 2, Command: 2, What: meeting.Said{Text: "more"}}})
		if b.told().resyncs != 1 {
			t.Errorf("asked %d times to join afresh, want once", b.told().resyncs)
		}
		b.types(amina, "The ad hoc", "Today: ") // not taken in: the copy is of no use any more
		b.welcome()
		b.shows("Today: ")
		b.shows("ABC ")
		b.accept()
		if got := b.log.Text().Line(0); !strings.Contains(got, "ABC ") || !strings.Contains(got, "Today: ") {
			t.Errorf("the server has %q", got)
		}
	})
	inMeeting(t, "a meeting that is over stays readable", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Send(app.Closed{Err: errors.New("the chair removed you")})
		b.shows("The meeting has ended for you: the chair removed you.")
		b.Type("i")
		b.shows("READING")
		if b.model.Err() == nil {
			t.Error("the error is gone")
		}
	})
	inMeeting(t, "a meeting never entered ends the program", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.Send(app.Closed{Err: errors.New("the link has expired")})
		b.Text()
		if b.model.Err() == nil || b.model.Err().Error() != "the link has expired" {
			t.Errorf("got %v", b.model.Err())
		}
	})
}

func TestTalking(t *testing.T) {
	inMeeting(t, "the switch, in words", func(t *testing.T) {
		b := join(t, 100, 24)
		b.shows("MIC OFF")
		b.Ctrl('t')
		b.shows("MIC ON silent")
		b.shows("Your microphone is open")
		b.voice.set(func(is *sound.Status) { is.MicLevel = -25 })
		time.Sleep(300 * time.Millisecond)
		b.shows("MIC ON ok")
		b.shows("FLOOR you")
		b.voice.set(func(is *sound.Status) { is.State = sound.Lost })
		b.voice.set(func(is *sound.Status) { is.Why = errors.New("no packets for 10 s") })
		time.Sleep(2 * time.Second)
		b.shows("MIC WAIT")
		b.shows("LINK text only")
		b.shows("The sound is lost: no packets for 10 s.")
		b.Press(tea.Key{Code: tea.KeyF3})
		b.shows("MIC OFF")
		b.Text()
		if !slices.Equal(b.told().talk, []bool{true, false}) {
			t.Errorf("the server was told %v", b.told().talk)
		}
	})
	inMeeting(t, "also while typing in the chat", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(tab)
		b.Type("half a li")
		b.Ctrl('t')
		b.shows("MIC ON")
		b.shows("Say: half a li")
	})
	inMeeting(t, "no microphone", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.voice.set(func(is *sound.Status) { is.Mic = sound.Device{State: sound.Missing} })
		b.up()
		b.welcome()
		time.Sleep(200 * time.Millisecond)
		b.shows("MIC none")
		b.Ctrl('t')
		b.shows("not now: no microphone was found on this machine")
		if len(b.told().talk) > 0 {
			t.Error("the server was told that it is open")
		}
	})
	inMeeting(t, "text only", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Sound = nil })
		b.shows("MIC none")
		b.shows("LINK text only")
		b.Ctrl('t')
		b.shows("not now: this client runs without sound")
	})
	inMeeting(t, "the floor goes to the loudest and does not flicker", func(t *testing.T) {
		b := join(t, 100, 24)
		b.shows("FLOOR open")
		b.voice.set(func(is *sound.Status) { is.Slots[0] = sound.Slot{Speaker: 1, Level: -30, Active: true} })
		b.voice.set(func(is *sound.Status) { is.Slots[1] = sound.Slot{Speaker: 2, Level: -20, Active: true} })
		time.Sleep(200 * time.Millisecond)
		b.shows("FLOOR Kenya")
		b.voice.set(func(is *sound.Status) { is.Slots[1].Active = false })
		b.voice.set(func(is *sound.Status) { is.Slots[0].Active = false })
		time.Sleep(500 * time.Millisecond)
		b.shows("FLOOR Kenya")
		time.Sleep(2 * time.Second)
		b.shows("FLOOR open")
	})
}

func TestListsAndQuestions(t *testing.T) {
	inMeeting(t, "leaving is asked, and Enter stays", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('c')
		b.shows("LEAVE THE MEETING?")
		b.Press(enter)
		b.hides("LEAVE")
		b.shows("DRAFT")
		b.Type("iabc")
		b.Ctrl('c')
		b.shows("has not received 1 change of yours")
		b.Press(down, enter)
		b.Text()
		if len(b.told().sent) != 1 {
			t.Errorf("%d commands sent on leaving, want what was typed last", len(b.told().sent))
		}
	})
	inMeeting(t, "the palette finds by words and does it", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('p')
		b.Type("microph\n")
		b.shows("MIC ON")
		b.Ctrl('p')
		b.shows("ALL ACTIONS")
		b.Ctrl('p')
		b.hides("ALL ACTIONS")
	})
	inMeeting(t, "the invitation is shown whole", func(t *testing.T) {
		const link = "parley://meet.example.org:7443/abc#def"
		b := join(t, 80, 24, func(c *app.Config) { c.Invite = link })
		b.Ctrl('p')
		b.Type("invit\n")
		b.shows("INVITATION")
		b.shows(link)
		b.Press(esc)
		b.hides("INVITATION")
	})
	inMeeting(t, "help is that of the pane", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("?")
		b.shows("HELP: DRAFT, READING")
		b.Press(esc)
		b.Press(tab)
		b.Type("?")
		b.shows("Say: ?")
		b.Press(f1)
		b.shows("HELP: CHAT")
	})
	inMeeting(t, "every action of the palette can be chosen without harm", func(t *testing.T) {
		b := join(t, 80, 24)
		for _, a := range app.Actions() {
			if a.Where&action.Screen == 0 || a.Name == "quit" || a.Name == "palette" || a.Name == "here" {
				continue
			}
			b.Ctrl('p')
			b.Paste(a.Title)
			b.Press(enter)
			if screen := b.Text(); strings.Contains(screen, "ALL ACTIONS") && !strings.Contains(screen, "not now: ") {
				t.Errorf("%s was not done:\n%s", a.Name, screen)
			}
			b.Press(esc, esc, esc)
		}
		b.shows("READING")
	})
	inMeeting(t, "a Russian, a Greek and an Arabic keyboard", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(tea.Key{Code: 'е', Mod: tea.ModCtrl}) // the key of T
		b.shows("MIC ON")
		b.Press(tea.Key{Code: 'τ', Mod: tea.ModCtrl})
		b.shows("MIC OFF")
		b.Press(tea.Key{Code: '؟', Text: "؟"})
		b.shows("HELP")
		b.Press(esc)
		b.Press(tea.Key{Code: 'ш', Text: "ш"}) // the key of I
		b.shows("WRITING")
		b.Press(tea.Key{Code: 'ш', Text: "ш"})
		b.shows("шThe ad hoc")
		b.Press(tea.Key{Code: 'з', BaseCode: 'p', Mod: tea.ModCtrl})
		b.shows("ALL ACTIONS")
	})
}

func TestSizes(t *testing.T) {
	inMeeting(t, "a storm of sizes", func(t *testing.T) {
		b := join(t, 80, 24)
		busy(b)
		for i := range 60 {
			w, h := 20+i*37%200, 5+i*23%60
			b.Resize(w, h)
			lines := strings.Split(b.Text(), "\n")
			if len(lines) > h {
				t.Fatalf("%dx%d: %d lines", w, h, len(lines))
			}
			if x, y, _ := b.Cursor(); x >= w || y >= h {
				t.Fatalf("%dx%d: the cursor is at %d,%d", w, h, x, y)
			}
		}
		b.Resize(80, 24)
		b.Press(down, down, down, down)
		b.golden("reading-80x24")
	})
	inMeeting(t, "too small, one can still leave", func(t *testing.T) {
		b := join(t, 30, 8)
		b.shows("few")
		b.Ctrl('c')
		b.shows("Leave the meeting?")
		b.Press(esc)
		b.hides("Leave the meeting?")
		b.Type("iabc")
		if time.Sleep(time.Second); len(b.told().sent) > 0 {
			t.Error("something was typed unseen")
		}
		b.Resize(80, 24)
		b.shows("READING")
	})
}

func TestOwnEditsThatAreTooBigAreTakenBack(t *testing.T) {
	inMeeting(t, "a paste past the limit", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("i")
		b.Paste(strings.Repeat("x", meeting.MaxInsert+1))
		b.shows("This was not written: at most 1 MB at once, and 8 MB in all; paste it in parts.")
		b.shows("The ad hoc group on Resolution 50,")
		b.Type("ok ")
		b.accept()
		if got := b.log.Text().Line(0); got != "ok The ad hoc group on Resolution 50," {
			t.Errorf("got %.60q", got)
		}
	})
}
