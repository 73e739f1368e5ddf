package delegate_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley/cmd/internal/delegate"
	"parley/collab/meeting"
	"parley/media/device"
)

// A line is a server of one person in memory.
type line struct {
	state   *meeting.State
	me      meeting.Person
	notices chan meeting.Notice
	heard   []string
}

func newLine(t *testing.T, draft string) *line {
	l := &line{state: meeting.New(), me: meeting.Person{Number: 1, Name: "Amina", Role: meeting.Delegate}, notices: make(chan meeting.Notice, 1000)}
	for n, what := range []meeting.What{meeting.Opened{Title: "t", Text: draft}, meeting.Served{First: 1}, meeting.Entered{Person: l.me}} {
		if err := l.state.Apply(meeting.Event{Number: uint64(n + 1), What: what}); err != nil {
			t.Fatal(err)
		}
	}
	l.notices <- meeting.Welcome{You: l.me, Head: 3, Snapshot: l.state.Snapshot(0)}
	return l
}

func (l *line) Send(c meeting.Command) {
	if err := l.state.Check(l.me, c); err != nil {
		panic(err)
	}
	e := meeting.Event{Number: l.state.Head() + 1, At: time.Now(), By: l.me.Number, Command: c.Number, Base: c.Base, What: c.Happens()}
	if err := l.state.Apply(e); err != nil {
		panic(err)
	}
	l.notices <- meeting.Accepted{Command: c.Number, Number: e.Number, At: e.At}
}

func (l *line) Point(meeting.Version, int, int, bool) {}
func (l *line) Resync(meeting.Version)                { panic("resync") }
func (l *line) Notices() <-chan meeting.Notice        { return l.notices }
func (l *line) Talk(on bool) {
	l.heard = append(l.heard, map[bool]string{true: "line on", false: "line off"}[on])
}

type sound struct{ l *line }

func (s sound) Talk(on bool) {
	s.l.heard = append(s.l.heard, map[bool]string{true: "sound on", false: "sound off"}[on])
}

func TestADelegateWritesChangesAndTakesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t, "States should facilitate access")
		d := delegate.New("Amina", "Kenya", l, nil, nil)
		go d.Run()
		defer close(l.notices)
		<-d.Ready()
		for _, step := range []struct {
			act  delegate.Act
			want string
		}{
			{delegate.Write("facilitate ", "affordable "), "States should facilitate affordable access"},
			{delegate.Change("should", "shall"), "States shall facilitate affordable access"},
			{delegate.Write("nowhere", "lost"), "States shall facilitate affordable access"},
			{delegate.UndoAll, "States should facilitate access"},
		} {
			if err := step.act(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			got, err := d.Report(t.Context())
			if err != nil || got.Waiting != 0 || got.Text != step.want {
				t.Errorf("got %+v, %v, want %q with nothing under way", got, err, step.want)
			}
			if got := l.state.Text().String(); got != step.want {
				t.Errorf("the server has %q, want %q", got, step.want)
			}
		}
	})
}

func TestADelegateOpensTheMicrophoneOnlyToSpeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t, "")
		clip := device.NewClip(nil)
		d := delegate.New("Amina", "Kenya", l, sound{l}, clip)
		go d.Run()
		defer close(l.notices)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second) // nobody reads the clip here
		defer cancel()
		if err := delegate.Speak(make([]int16, 48000))(ctx, d); err == nil {
			t.Error("a clip that nobody played was over")
		}
		want := []string{"line on", "sound on", "sound off", "line off"}
		if !slices.Equal(l.heard, want) {
			t.Errorf("got %v, want %v", l.heard, want)
		}
	})
}
