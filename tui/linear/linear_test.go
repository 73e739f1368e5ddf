package linear_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/linear"
)

var (
	amina = meeting.Person{Number: 1, Session: meeting.Session{1}, Name: "Amina", Delegation: "Kenya", Role: meeting.Delegate}
	ben   = meeting.Person{Number: 2, Session: meeting.Session{2}, Name: "Ben", Role: meeting.Chair}
)

const draft = "The Assembly,\nresolves\nthat Member States should act;\n"

// A room is a meeting in memory in which amina sits at a linear front and ben
// acts as the test says. It is the server behind the front's line.
type room struct {
	t       *testing.T
	in      *io.PipeWriter
	out     output
	notices chan meeting.Notice
	ended   chan error

	mu      sync.Mutex // guards what follows
	log     *meeting.State
	silent  bool // commands are lost
	talking bool
	resyncs int
	people  []meeting.Present
}

// An output is what was said, to be read while more is being said.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

// enter runs a front in the room; change may change how.
func enter(t *testing.T, change func(*linear.Config)) *room {
	in, w := io.Pipe()
	r := &room{t: t, in: w, notices: make(chan meeting.Notice, 1000), ended: make(chan error, 1), log: meeting.New()}
	r.mustApply(meeting.Opened{Title: "Resolution 50", Text: draft}, meeting.Person{}, 0)
	r.mustApply(meeting.Entered{Person: ben}, meeting.Person{}, 0)
	c := linear.Config{In: in, Out: &r.out, Notices: r.notices, Line: r}
	if change != nil {
		change(&c)
	}
	go func() { r.ended <- linear.Run(t.Context(), c) }()
	return r
}

// welcome lets amina in.
func (r *room) welcome() *room {
	r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: 1}
	r.notices <- meeting.Welcome{You: amina, Title: r.log.Title(), Head: r.log.Head(), Snapshot: r.log.Snapshot(r.log.Head()), Present: 2}
	r.notices <- meeting.LinkChanged{State: meeting.Up, RoundTrip: 80 * time.Millisecond}
	synctest.Wait()
	return r
}

func (r *room) mustApply(what meeting.What, by meeting.Person, command uint64) meeting.Event {
	e := meeting.Event{Number: r.log.Head() + 1, At: time.Now(), By: by.Number, Command: command, Base: r.log.Head(), What: what}
	if err := r.log.Apply(e); err != nil {
		r.t.Fatal(err)
	}
	return e
}

// ben does something, and amina hears of it.
func (r *room) ben(what meeting.What) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices <- meeting.Happened{Event: r.mustApply(what, ben, r.log.Last(ben.Number)+1)}
}

// benWrites replaces deleted code points at at.
func (r *room) benWrites(at, deleted int, inserted string) {
	r.ben(meeting.Edited{Delta: delta.Replace(r.log.Text().Len(), at, deleted, inserted)})
}

// Send is the server taking a command of amina's.
func (r *room) Send(c meeting.Command) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.silent {
		return
	}
	var why meeting.Refusal
	if err := r.log.Check(amina, c); errors.As(err, &why) {
		r.notices <- meeting.Refused{Command: c.Number, Why: why}
		return
	}
	e := meeting.Event{Number: r.log.Head() + 1, At: time.Now(), By: amina.Number, Command: c.Number, Base: c.Base, What: c.Happens()}
	if err := r.log.Apply(e); err != nil {
		r.t.Error(err)
	}
	r.notices <- meeting.Accepted{Command: c.Number, Number: e.Number, At: e.At}
}

func (r *room) Talk(on bool) { r.talking = on }
func (r *room) Resync(meeting.Version) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resyncs++
}

func (r *room) AskRoster(from int) {
	to := min(from+2, len(r.people))
	r.notices <- meeting.Roster{Present: len(r.people), From: from, People: r.people[from:to]}
}

// types writes lines of input and lets the front settle.
func (r *room) types(lines ...string) {
	for _, line := range lines {
		if _, err := io.WriteString(r.in, line+"\n"); err != nil {
			r.t.Fatal(err)
		}
	}
	synctest.Wait()
}

// hears fails the test unless these lines, and no others, were said since the
// last time.
func (r *room) hears(want ...string) {
	r.t.Helper()
	if got := r.said(); !slices.Equal(got, want) {
		r.t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (r *room) said() []string {
	synctest.Wait()
	r.out.mu.Lock()
	defer r.out.mu.Unlock()
	said := strings.TrimSuffix(r.out.text.String(), "\n")
	r.out.text.Reset()
	if said == "" {
		return nil
	}
	return strings.Split(said, "\n")
}

// leaves ends the input and returns how the run went.
func (r *room) leaves() error {
	r.in.Close()
	return <-r.ended
}

// meet runs a test in virtual time with amina in the room.
func meet(t *testing.T, change func(*linear.Config), test func(t *testing.T, r *room)) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, change).welcome()
		r.said()
		test(t, r)
		r.in.Close()
	})
}

func asJSON(c *linear.Config) { c.JSON = true }

func TestAPersonJoinsReadsAndWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil).welcome()
		r.hears("Connecting.", "Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.")
		r.types("read")
		r.hears("Draft 2. 3 lines.", "Line 1. The Assembly,", "Line 2. resolves", "Line 3. that Member States should act;")
		r.types("edit 3 should => shall", "add 0 RESOLUTION 50", "delete 3", "undo", "undo", "redo", "read $")
		r.hears("Line 3 now: that Member States shall act;", "Line 1 now: RESOLUTION 50",
			"Deleted 1 line. The draft has 3 lines now.", "Taken back. Line 3 now: resolves", "Taken back. Deleted 1 line. The draft has 3 lines now.",
			"Done again. Line 1 now: RESOLUTION 50", "Line 4. that Member States shall act;")
		r.types("chat we can live with that", "quit")
		r.hears("You said: we can live with that", "Left.")
		if err := r.leaves(); err != nil {
			t.Error(err)
		}
		if got, want := r.log.Text().String(), "RESOLUTION 50\nThe Assembly,\nresolves\nthat Member States shall act;\n"; got != want {
			t.Errorf("the meeting has %q, want %q", got, want)
		}
	})
}

func TestWrongCommandsAreToldAndTheRunGoesOn(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("edit 9 a => b", "edit 3 nothing => all", "edit 3 t => T", "shout", "redo", "talk on", "read 1")
		r.hears(
			"Not done: there is no line 9, the draft has 3 lines: read lists them.",
			`Not done: "nothing" is not in line 3: read 3 says how it stands now.`,
			`Not done: "t" stands more than once in line 3: give more words around it.`,
			`Not done: "shout" is not a command here: help lists those that are.`,
			"Not done: not now: nothing of yours was taken back.",
			"Not done: not now: this client runs without sound.",
			"Line 1. The Assembly,",
		)
		if err := r.leaves(); !errors.Is(err, linear.ErrFailed) || err.Error() != "6 commands could not be done: not everything was done" {
			t.Errorf("got %v, want ErrFailed with 6 commands", err)
		}
	})
}

func TestMistakesOfAPersonAtTheKeyboardDoNotCount(t *testing.T) {
	meet(t, func(c *linear.Config) { c.Interactive = true }, func(t *testing.T, r *room) {
		r.types("shout", "read 1")
		r.hears(`Not done: "shout" is not a command here: help lists those that are.`, "> Line 1. The Assembly,", "> ")
		r.ben(meeting.Said{Text: "one"})
		r.ben(meeting.Said{Text: "two"}) // a prompt behind each would be read out, too
		r.hears("", "Chat, Ben: one", "Chat, Ben: two")
		if err := r.leaves(); err != nil {
			t.Error(err)
		}
	})
}

func TestOthersAreAnnouncedOnceInTwoSecondsAtMost(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		time.Sleep(3 * time.Second)
		r.benWrites(0, 0, "Recalling its mandate,\n")
		r.benWrites(r.log.Text().LineEnd(3), 1, ", now;\n")
		time.Sleep(100 * time.Millisecond)
		r.hears("Ben wrote in line 1: Recalling its mandate,")
		r.benWrites(0, 9, "Noting")
		r.benWrites(r.log.Text().LineStart(1), r.log.Text().LineStart(2)-r.log.Text().LineStart(1), "")
		time.Sleep(1500 * time.Millisecond)
		r.hears()
		time.Sleep(time.Second)
		r.hears("Ben deleted 1 line and wrote in lines 1 and 3.")
		r.ben(meeting.Said{Text: "is that all right?"})
		r.hears("Chat, Ben: is that all right?")
	})
}

func TestAProgramIsToldEveryChange(t *testing.T) {
	meet(t, asJSON, func(t *testing.T, r *room) {
		r.benWrites(0, 3, "This")
		r.benWrites(r.log.Text().LineEnd(0), 0, "\nRecalling,")
		r.ben(meeting.Said{Text: "<done>"})
		r.types("chat thanks")
		r.types("read 2")
		r.hears(
			`{"event":"edit","number":3,"by":"Ben","person":2,"line":1,"text":"This Assembly,","inserted":"This","deleted":3}`,
			`{"event":"edit","number":4,"by":"Ben","person":2,"line":2,"text":"Recalling,","inserted":"\nRecalling,","deleted":0}`,
			`{"event":"chat","number":5,"by":"Ben","person":2,"text":"<done>","own":false}`,
			`{"event":"chat","number":6,"by":"Amina (Kenya)","person":1,"text":"thanks","own":true}`,
			`{"event":"read","version":6,"line":2,"lines":4,"text":"Recalling,"}`,
		)
	})
}

func TestWaitingIsForWhatCameSinceTheLastTime(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.ben(meeting.Said{Text: "one"})
		r.ben(meeting.Said{Text: "two"})
		r.hears("Chat, Ben: one", "Chat, Ben: two")
		r.types("wait chat", "wait chat", "wait chat 5s", "read 1")
		r.hears("Waited for: chat.", "Waited for: chat.")
		time.Sleep(time.Second)
		r.ben(meeting.Said{Text: "three"})
		r.hears("Chat, Ben: three", "Waited for: chat.", "Line 1. The Assembly,")
		r.types("wait edit 2s", "sleep 1s", "read 1")
		time.Sleep(2500 * time.Millisecond)
		r.hears("Not done: edit did not come within 2s: wait longer with wait edit 4s, or see status.", "Line 1. The Assembly,")
		if err := r.leaves(); !errors.Is(err, linear.ErrFailed) {
			t.Errorf("got %v, want ErrFailed: a wait timed out", err)
		}
	})
}

func TestLeavingWaitsForWhatIsNotReceived(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.silent = true
		r.types("add 0 never received", "chat nor this")
		r.hears("Line 1 now: never received", "You said: nor this")
		r.in.Close()
		time.Sleep(10 * time.Second)
		r.hears()
		if err := <-r.ended; !errors.Is(err, linear.ErrFailed) {
			t.Errorf("got %v, want ErrFailed", err)
		}
		r.hears("Left. Not received by the server: 2 changes or lines of yours.")
	})
}

func TestWaitSentComesOnceEverythingIsReceived(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("add 0 received", "wait sent")
		time.Sleep(time.Second)
		r.hears("Line 1 now: received", "Waited for: sent.")
	})
}

func TestALostLinkIsToldOnceAndItsReturn(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("wait lost")
		for attempt := range 3 {
			r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: attempt, Why: errors.New("connection reset")}
			r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: attempt + 1}
			time.Sleep(4 * time.Second)
		}
		r.hears("Link lost: connection reset. Trying again by itself; what you write meanwhile is kept.", "Waited for: lost.")
		r.types("wait link", "edit 2 resolves => decides")
		r.hears()
		r.notices <- meeting.Welcome{You: amina, Head: r.log.Head(), Present: 1}
		r.notices <- meeting.LinkChanged{State: meeting.Up}
		r.hears("Link is back after 12 s.", "Waited for: link.", "Line 2 now: decides")
	})
}

func TestCommandsWaitForTheDraftAtTheBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.types("read 1")
		r.hears()
		time.Sleep(5 * time.Second)
		r.welcome()
		r.hears("Connecting.", "Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.", "Line 1. The Assembly,")
		r.leaves()
	})
}

func TestAnInputThatEndsAtOnceStillWantsToGetIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.in.Close()
		time.Sleep(5 * time.Second)
		r.hears()
		r.welcome()
		if err := <-r.ended; err != nil {
			t.Error(err)
		}
		r.hears("Connecting.", "Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.", "Left.")
	})
}

func TestAMeetingThatNeverCameIsToldAndEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, func(c *linear.Config) {
			c.Explain = func(error) string { return "the link has expired: ask for a new one" }
		})
		r.notices <- meeting.LinkChanged{State: meeting.Ended, Why: errors.New("410")}
		close(r.notices)
		if err := <-r.ended; !errors.Is(err, linear.ErrEnded) {
			t.Errorf("got %v, want ErrEnded", err)
		}
		r.hears("The meeting has ended for you: the link has expired: ask for a new one.")
		r.in.Close()
	})
}

func TestEverybodyIsListedPageAfterPage(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.people = []meeting.Present{{Person: ben, Talking: true}, {Person: amina}}
		for i := range 3 {
			r.people = append(r.people, meeting.Present{Person: meeting.Person{Number: text.Author(10 + i), Name: fmt.Sprint("Delegate ", i), Role: meeting.Observer}})
		}
		r.types("who")
		r.hears("5 people here.", "Ben, chair, microphone open.", "Amina (Kenya), delegate, you.",
			"Delegate 0, observer.", "Delegate 1, observer.", "Delegate 2, observer.")
	})
}

func TestTheDraftIsWrittenWholeToAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "clean copy.md")
	if err := os.WriteFile(file, []byte("what was there"), 0o600); err != nil {
		t.Fatal(err)
	}
	meet(t, asJSON, func(t *testing.T, r *room) {
		r.types("write "+file, "write "+filepath.Join(file, "x"))
		r.hears(
			fmt.Sprintf(`{"event":"wrote","file":%q,"version":2,"bytes":%d}`, file, len(draft)),
			fmt.Sprintf(`{"event":"error","command":"write","text":"the draft could not be written to %s/x: not a directory; give another file"}`, file),
		)
	})
	got, err := os.ReadFile(file)
	st, _ := os.Stat(file)
	if err != nil || string(got) != draft || st.Mode().Perm() != 0o600 {
		t.Errorf("got %q with mode %v, %v", got, st.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".parley*")); len(left) > 0 {
		t.Errorf("left behind %v", left)
	}
}

func TestWhatOthersWriteCannotReachTheTerminalAsCommands(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.ben(meeting.Said{Text: "\x1b[2Jgone \u202eback\r\n> Left."})
		r.hears("Chat, Ben: [2Jgone back > Left.")
	})
}

func TestAnObserverIsToldWhyNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		observer := amina
		observer.Role = meeting.Observer
		r := enter(t, nil)
		r.notices <- meeting.Welcome{You: observer, Head: r.log.Head(), Snapshot: r.log.Snapshot(r.log.Head()), Present: 1}
		r.said()
		r.types("edit 1 The => This", "chat hello")
		r.hears("Not done: not now: you are here as observer: you can read and listen.",
			"Not done: not now: you are here as observer: you can read and listen.")
		r.leaves()
	})
}

func TestBreakingOffLeavesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, breakOff := context.WithCancel(t.Context())
		r := &room{t: t, notices: make(chan meeting.Notice, 10), log: meeting.New()}
		in, w := io.Pipe()
		ended := make(chan error)
		go func() {
			ended <- linear.Run(ctx, linear.Config{In: in, Out: &r.out, Notices: r.notices, Line: r, Interactive: true})
		}()
		io.WriteString(w, "sleep 1h\n")
		breakOff()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		w.Close()
	})
}

func TestACopyThatCameApartIsFetchedAfresh(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("edit 2 resolves => decides")
		r.notices <- meeting.Happened{Event: meeting.Event{Number: 40, By: ben.Number, What: meeting.Said{Text: "from nowhere"}}}
		r.notices <- meeting.Happened{Event: meeting.Event{Number: 41, By: ben.Number, What: meeting.Said{Text: "of no use"}}}
		r.notices <- meeting.Welcome{You: amina, Head: r.log.Head(), Snapshot: r.log.Snapshot(r.log.Head()), Last: r.log.Last(amina.Number), Present: 2}
		synctest.Wait()
		r.types("read 2")
		r.hears("Line 2 now: decides", "Draft 3, 3 lines, came afresh. Read it again.", "Line 2. decides")
		if r.resyncs != 1 {
			t.Errorf("asked %d times for a fresh copy, want once", r.resyncs)
		}
	})
}

// A radio is a Sound that the test turns.
type radio struct {
	mu     sync.Mutex
	status linear.SoundStatus
	on     bool
}

func (s *radio) Talk(on bool)  { s.on = on }
func (s *radio) Talking() bool { return s.on }
func (s *radio) Status() linear.SoundStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

func (s *radio) set(change func(*linear.SoundStatus)) {
	s.mu.Lock()
	change(&s.status)
	s.mu.Unlock()
	time.Sleep(200 * time.Millisecond)
}

func TestSoundIsToldAndTheMicrophoneOpens(t *testing.T) {
	s := &radio{status: linear.SoundStatus{Mic: linear.Device{Words: "Built-in", Works: true, Wanted: true}, Ear: linear.Device{Words: "Headset", Works: true, Wanted: true}, Slots: []linear.Slot{{Level: -100}}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("talk on", "wait sound")
		r.hears("Microphone ON, but the sound is not connected yet.")
		s.set(func(s *linear.SoundStatus) { s.Up, s.Path = true, "UDP" })
		r.hears("Sound is connected over UDP.", "Waited for: sound.")
		if !s.on || !r.talking {
			t.Error("the microphone is not open")
		}
		r.types("wait speech", "talk off")
		s.set(func(s *linear.SoundStatus) { s.Slots[0] = linear.Slot{Speaker: 2, Frames: 10, Level: -20} })
		r.hears("Waited for: speech.", "Microphone OFF.")
		r.types("status")
		r.hears("Link good, 80 ms there and back, 0 kbit/s in, 0 out. Draft 2, 3 lines, 2 people here. Everything of yours is received. " +
			"Sound is connected over UDP; microphone off, Built-in; ear Headset. Talking now: Ben.")
		s.set(func(s *linear.SoundStatus) { s.Up = false })
		r.hears("Sound is lost; trying again. The text goes on.")
	})
}

func TestADeviceThatDoesNotWorkIsToldOnce(t *testing.T) {
	s := &radio{status: linear.SoundStatus{Mic: linear.Device{Words: "opening", Works: true, Wanted: true}, Ear: linear.Device{Words: "none"}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		s.set(func(s *linear.SoundStatus) { s.Mic = linear.Device{Words: "none found on this machine", Wanted: true} })
		time.Sleep(time.Minute)
		r.types("talk on")
		r.hears("Microphone: none found on this machine. The text goes on.", "Not done: not now: no microphone works here.")
		s.set(func(s *linear.SoundStatus) { s.Mic = linear.Device{Words: "Headset", Works: true, Wanted: true} })
		r.hears("Microphone works: Headset.")
	})
}

func TestStatusForAProgram(t *testing.T) {
	s := &radio{status: linear.SoundStatus{Up: true, Path: "UDP", Mic: linear.Device{Words: "m"}, Ear: linear.Device{Words: "e"}, Loss: 0.25, RoundTrip: 90 * time.Millisecond, Slots: []linear.Slot{{Speaker: 2, Frames: 7}}}}
	meet(t, func(c *linear.Config) { c.JSON, c.Sound = true, s }, func(t *testing.T, r *room) {
		time.Sleep(time.Second)
		r.said()
		r.types("status")
		r.hears(`{"event":"status","version":2,"lines":3,"people":2,"waiting":0,"link":"poor","rtt_ms":80,"kbit_in":0,"kbit_out":0,` +
			`"sound":true,"sound_rtt_ms":90,"loss":0.25,"path":"UDP","mic":"m","ear":"e","trouble":"","talking":false,` +
			`"slots":[{"speaker":2,"name":"Ben","frames":7,"concealed":0,"late":0,"lost":0,"delay_ms":0,"level":0}]}`)
	})
}

func TestTheLinkIsTheFirstThingSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, func(c *linear.Config) { c.Invite = "parley://host:1/a#b" })
		r.hears("parley://host:1/a#b")
		r.welcome().said()
		r.types("invite")
		r.hears("parley://host:1/a#b")
		r.leaves()
	})
}
