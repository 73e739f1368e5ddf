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
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/linear"
)

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

func TestAnUndoThatReachesTooFarBackIsSaidTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil).welcome()
		r.types("edit 3 should => shall")
		for range meeting.UndoReach + 1 {
			r.benWrites(0, 0, "x")
			synctest.Wait()
		}
		r.types("undo", "undo", "quit")
		r.out.mu.Lock()
		defer r.out.mu.Unlock()
		for _, want := range []string{
			"Not done: that is too far back: a change can be taken back until 512 others have come after it.",
			"Not done: not now: there is nothing of yours to take back.",
		} {
			if !strings.Contains(r.out.text.String(), want) {
				t.Errorf("nobody said %q", want)
			}
		}
		if err := r.leaves(); err == nil {
			t.Error("the run has failed commands and says it was fine")
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
		r.later("", "Chat, Ben: one", "Chat, Ben: two")
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
		time.Sleep(2 * time.Second)
		r.benWrites(0, r.log.Text().LineStart(1), "")
		time.Sleep(time.Second)
		r.hears("Ben deleted 1 line.")
		r.ben(meeting.Said{Text: "is that all right?"})
		r.later("Chat, Ben: is that all right?")
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
		r.later("Chat, Ben: one", "Chat, Ben: two")
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
		r.notices <- meeting.Kept{}
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

func TestWhatKeepsOneOutIsToldOnceEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: 1}
		for attempt, why := range []string{"the proxy refused", "the proxy refused", "no answer"} {
			r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: attempt + 1, Why: errors.New(why)}
			r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: attempt + 2, Why: errors.New(why)}
			time.Sleep(4 * time.Second)
		}
		r.hears("Connecting.", "Not reached yet: the proxy refused. Trying again by itself.", "Not reached yet: no answer. Trying again by itself.")
		r.welcome()
		r.hears("Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.")
		r.leaves()
	})
}

func TestALostLinkInTheWaitingRoomIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: 1}
		r.notices <- meeting.LinkChanged{State: meeting.Up}
		r.notices <- meeting.Queued{Place: 2, Of: 3}
		time.Sleep(4 * time.Second)
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Why: errors.New("it was cut")}
		time.Sleep(4 * time.Second)
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: 2, Why: errors.New("no answer")}
		r.notices <- meeting.LinkChanged{State: meeting.Up}
		r.notices <- meeting.Queued{Place: 2, Of: 3}
		time.Sleep(4 * time.Second)
		r.hears("Connecting.", "In the waiting room, place 2 of 3. The chair lets you in; there is nothing you need to do, quit leaves.",
			"Link lost: it was cut. Trying again by itself.", "In the waiting room, place 2 of 3. The chair lets you in; there is nothing you need to do, quit leaves.")
		r.in.Close()
		close(r.notices)
		<-r.ended
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
		r.hears() // no meeting has ended, and the caller says why
		r.in.Close()
	})
}

func TestAProgramIsToldOfAMeetingThatNeverCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, asJSON)
		r.notices <- meeting.LinkChanged{State: meeting.Ended, Why: errors.New("410")}
		close(r.notices)
		if err := <-r.ended; !errors.Is(err, linear.ErrEnded) {
			t.Errorf("got %v, want ErrEnded", err)
		}
		r.hears(`{"event":"connection","state":"ended","attempt":0,"why":"410","next_ms":0,"waiting":0}`,
			`{"event":"quit","unsent":0,"typed":0,"failed":0,"why":"410"}`)
		r.in.Close()
	})
}

func TestAMeetingThatEndsForAPersonInItIsTold(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.notices <- meeting.LinkChanged{State: meeting.Ended, Why: errors.New("taken out")}
		close(r.notices)
		r.hears("The meeting has ended for you: taken out.")
	})
}

func TestALineThatIsTooLongIsLeftOutAndTheRunGoesOn(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("read 1", "add 1 "+strings.Repeat("x", linear.MaxLine), "add 1 "+strings.Repeat("y", 70<<10), "read 1\r")
		said := r.said()
		want := []string{"Line 1. The Assembly,", "Not done: a line of input was longer than 1048576 bytes and was left out: give the text in shorter lines.",
			"Line 2 now: " + strings.Repeat("y", 70<<10), "Line 1. The Assembly,"}
		if !slices.Equal(said, want) {
			t.Errorf("got %d lines: %.120q", len(said), said)
		}
		io.WriteString(r.in, strings.Repeat("z", linear.MaxLine+1)) // and the last one, without an end
		if err := r.leaves(); err == nil || err.Error() != "2 commands could not be done: not everything was done" {
			t.Errorf("got %v, want 2 commands not done", err)
		}
	})
}

func TestStatusWaitsForTheDraftAndSaysThatItConnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.types("status")
		r.hears()
		time.Sleep(time.Minute)
		r.hears("Link connecting, 0 kbit/s in, 0 out. Draft 0, 1 line, 0 people here. Everything of yours is received. No sound here: text only.")
		r.types("status")
		r.welcome().said()
		r.notices <- meeting.LinkChanged{State: meeting.Waiting}
		r.types("status")
		if got := r.said(); !strings.HasPrefix(got[len(got)-1], "Link lost, ") {
			t.Errorf("got %q, want that the link is lost", got)
		}
		r.leaves()
	})
}

func TestEverybodyIsListedPageAfterPage(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.people = []meeting.Present{{Person: ben, Talking: true}, {Person: amina}}
		for i := range 3 {
			r.people = append(r.people, meeting.Present{Person: meeting.Person{Number: text.Author(10 + i), Name: fmt.Sprint("Delegate ", i), Role: meeting.Observer}})
		}
		r.types("who")
		r.hears("5 people here.", "Ben, chair, as claimed, microphone open.", "Amina (Kenya), delegate, as claimed, you.",
			"Delegate 0, observer, as claimed.", "Delegate 1, observer, as claimed.", "Delegate 2, observer, as claimed.")
		r.types("who DELEGATE", "who kenya", "who nobody")
		r.hears(`3 people with "DELEGATE", of 5 here.`, "Delegate 0, observer, as claimed.", "Delegate 1, observer, as claimed.", "Delegate 2, observer, as claimed.",
			`1 person with "kenya", of 5 here.`, "Amina (Kenya), delegate, as claimed, you.", `0 people with "nobody", of 5 here.`)
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
		r.later("Chat, Ben: [2Jgone back > Left.")
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

func TestAnAnswerIsOneLineWhateverWasTyped(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("chat one\rtwo\x1b[2J", "statement three\rfour")
		r.hears("You said: one two[2J", "You said in writing: three four")
	})
}
