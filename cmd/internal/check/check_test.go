package check_test

import (
	"context"
	"errors"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/cmd/internal/check"
	"parley/cmd/internal/serve"
	"parley/collab/meeting"
	"parley/media/device"
	"parley/media/pcm"
)

// run runs a quick check and returns its steps in order.
func run(t *testing.T, c check.Config) (steps []check.Step, v check.Verdict) {
	t.Helper()
	c.Name, c.Probes, c.Every, c.Record = "Check", 10, time.Millisecond, 100*time.Millisecond
	c.Tell = func(s check.Step) { steps = append(steps, s) }
	c.Explain, c.Announce = error.Error, func(string) {}
	v = check.Run(t.Context(), c)
	return steps, v
}

// shape writes steps as their names, with a stroke before what did not work.
func shape(steps []check.Step) string {
	var all []string
	for _, s := range steps {
		if !s.OK {
			s.Step = "-" + s.Step
		}
		all = append(all, s.Step)
	}
	return strings.Join(all, " ")
}

func serves(t *testing.T) (s *serve.Server, stop func()) {
	t.Helper()
	s, err := serve.Open(t.Context(), serve.Config{Listen: "127.0.0.1:0", Data: t.TempDir(), Title: "Tried"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop = func() {
		cancel()
		err := <-ended
		ended <- err
		if err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return s, stop
}

// voice writes a file with so loud a tone and returns its name.
func voice(t *testing.T, amplitude float64) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "in.wav")
	w, err := device.CreateWAV(name)
	if err != nil {
		t.Fatal(err)
	}
	var f pcm.Frame
	for i := range f {
		f[i] = int16(max(-32767, min(amplitude*math.Sin(float64(i)/8), 32767)))
	}
	for range 5 {
		if err := w.Write(&f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAMeetingThatWorksIsGood(t *testing.T) {
	s, _ := serves(t)
	link := s.OwnLink(meeting.Delegate)
	out := filepath.Join(t.TempDir(), "out.wav")
	steps, v := run(t, check.Config{Link: &link, Mic: "file:" + voice(t, 8000), Ear: "file:" + out})
	if got, want := shape(steps), "name tcp tls text udp ice-tcp path mic ear verdict"; got != want {
		t.Errorf("got %s\nwant %s: %+v", got, want, steps)
	}
	if v.Rating == check.Unreachable || v.Rating == check.TextOnly || steps[len(steps)-1].Verdict != v.Rating || !strings.Contains(v.Words, "you can listen and speak") {
		t.Errorf("got %+v", v)
	}
	if p := steps[6]; p.Way != "by UDP" || p.MS == nil || p.Loss == nil || p.JitterMS == nil || *p.MS <= 0 {
		t.Errorf("the path lacks a figure: %+v", p)
	}
	if info, err := os.Stat(out); err != nil || info.Size() < 5*2*pcm.FrameSize {
		t.Errorf("what was recorded was not played: %v, %v", info, err)
	}
}

func TestAServerThatIsNotThereCannotBeReached(t *testing.T) {
	s, stop := serves(t)
	link := s.OwnLink(meeting.Delegate)
	stop()
	steps, v := run(t, check.Config{Link: &link, Mic: "none", Ear: "none"})
	if got, want := shape(steps), "name -tcp mic ear -verdict"; got != want || v.Rating != check.Unreachable {
		t.Errorf("got %s, %+v\nwant %s", got, v, want)
	}
}

func TestWhatIsWaitedForIsSaidAfterASecond(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // it takes the connection, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, _ := serves(t)
	link := s.OwnLink(meeting.Delegate)
	link.Host = l.Addr().String()
	said := make(chan string, 10)
	check.Run(t.Context(), check.Config{
		Link: &link, Name: "Check", Mic: "none", Ear: "none", Patience: 1100 * time.Millisecond,
		Tell: func(check.Step) {}, Explain: error.Error, Announce: func(words string) { said <- words },
	})
	close(said)
	if got, want := <-said, "Nothing has come back yet. Waiting for 1 s at most."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAForgedLinkFailsAtTheTextDoor(t *testing.T) {
	s, _ := serves(t)
	link := s.OwnLink(meeting.Delegate)
	link.Ticket.Secret[0]++
	steps, v := run(t, check.Config{Link: &link, Mic: "none", Ear: "none"})
	if got, want := shape(steps), "name tcp tls -text mic ear -verdict"; got != want || v.OK() {
		t.Errorf("got %s, %+v\nwant %s", got, v, want)
	}
}

func TestTheMicrophoneIsRatedByItsLevel(t *testing.T) {
	for _, tt := range []struct {
		name      string
		amplitude float64
		want      string
	}{
		{"silence", 0, "-mic ear verdict"},
		{"a voice", 8000, "mic ear verdict"},
		{"a shout", 4 * 32767, "-mic ear verdict"},
	} {
		steps, _ := run(t, check.Config{Mic: "file:" + voice(t, tt.amplitude), Ear: "file:" + filepath.Join(t.TempDir(), "out.wav")})
		if got := shape(steps); got != tt.want || steps[0].Level == nil {
			t.Errorf("%s: got %s, want %s: %+v", tt.name, got, tt.want, steps)
		}
	}
}

func TestAFileThatIsNotThereIsNoMicrophone(t *testing.T) {
	var why error
	v := check.Run(t.Context(), check.Config{
		Mic: "file:/nowhere/in.wav", Ear: "none", Record: time.Millisecond,
		Tell: func(check.Step) {}, Announce: func(string) {},
		Explain: func(err error) string { why = err; return err.Error() },
	})
	if !errors.Is(why, os.ErrNotExist) || !strings.Contains(v.Words, "No microphone works here") {
		t.Errorf("got %v, %+v", why, v)
	}
}

func TestACheckThatIsCalledOffTellsNoMore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, _ := serves(t)
	link := s.OwnLink(meeting.Delegate)
	check.Run(ctx, check.Config{Link: &link, Mic: "none", Ear: "none", Explain: error.Error, Announce: func(string) {}, Tell: func(s check.Step) {
		t.Errorf("told %+v", s)
	}})
}
