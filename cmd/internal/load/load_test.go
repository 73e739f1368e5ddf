package load_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/cmd/internal/load"
	"parley/cmd/internal/serve"
	"parley/collab/meeting"
)

// serves runs a real server until the test ends.
func serves(t *testing.T) *serve.Server {
	t.Helper()
	s, err := serve.Open(t.Context(), serve.Config{Listen: "127.0.0.1:0", Data: t.TempDir(), Title: "Storm"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

// words keeps what a run says.
type words struct {
	mu  sync.Mutex
	all []string
}

func (w *words) tell(format string, _ ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, format)
}

var speech = [][]byte{append([]byte{9 << 3}, make([]byte, 59)...)} // wideband, 20 ms

func TestAHundredPeopleWhoComeWithinTwoSecondsAreAllInAtTheFirstTry(t *testing.T) {
	s := serves(t)
	var said words
	r, err := load.Run(t.Context(), load.Config{
		Link: s.OwnLink(meeting.Delegate), Listeners: crowd, Talkers: 2,
		Over: 2 * time.Second, For: time.Second, Patience: 30 * time.Second, Speech: speech, Tell: said.tell,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Asked != crowd+2 || r.JoinedFirstTry != crowd+2 || r.Failed != 0 || r.Dropped != 0 || r.Interrupted {
		t.Errorf("got %+v, want all %d in at the first try; it said %q", r, crowd+2, said.all)
	}
	if r.Packets == 0 || r.TextMS.P50 <= 0 || r.SoundMS.P99 < r.SoundMS.P50 || r.WelcomeBytes.Max == 0 {
		t.Errorf("a figure is missing: %+v", r)
	}
	if runtime.GOOS == "linux" && (r.ServerCPU == nil || r.ServerRSS == nil || *r.ServerRSS < 1) {
		t.Errorf("the server is in this very process, and was not found: %+v", r)
	}
	t.Logf("text %+v ms, sound %+v ms, %.0f packets a second, loss %.3f", r.TextMS, r.SoundMS, r.Packets, r.Loss)
}

func TestWhoDoesNotGetInIsCountedAndTheReasonSaid(t *testing.T) {
	s := serves(t)
	link := s.OwnLink(meeting.Delegate)
	link.Ticket.Secret[0]++ // forged: the text is refused, and the sound is not answered
	var said words
	r, err := load.Run(t.Context(), load.Config{Link: link, Listeners: 3, Over: time.Millisecond, For: time.Millisecond, Patience: time.Second, Speech: speech, Tell: said.tell})
	if err != nil {
		t.Fatal(err)
	}
	if r.Asked != 3 || r.JoinedFirstTry != 0 || r.Failed != 3 {
		t.Errorf("got %+v, want 3 who failed", r)
	}
	if all := strings.Join(said.all, "\n"); !strings.Contains(all, "had trouble") {
		t.Errorf("it said only %q", all)
	}
}

func TestARunThatIsCalledOffReportsWhatThereWas(t *testing.T) {
	s := serves(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	r, err := load.Run(ctx, load.Config{Link: s.OwnLink(meeting.Delegate), Listeners: 100, Over: time.Hour, For: time.Hour, Patience: time.Minute, Speech: speech})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Interrupted || r.Asked == 0 || r.Asked == 100 || r.Failed != 0 {
		t.Errorf("got %+v, want only those who came before it was called off", r)
	}
}
