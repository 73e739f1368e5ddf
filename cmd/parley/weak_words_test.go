package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/cmd/internal/weaklink"
	"parley/collab/ticket"
)

// TestWordsAreUnderstoodOverAWeakLink has whole programs speak over 32 kbit/s with
// 10 % loss and a round trip of 100 ms, and a recogniser write down what is heard,
// relative to what it understands of the speech itself. The words come four times:
// it takes seconds to find out what a link bears.
func TestWordsAreUnderstoodOverAWeakLink(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute of real time")
	}
	said, speech := sayAgainAndAgain(t, 4)
	plain, err := understand(t, speech)
	if err != nil {
		t.Skipf("without a recogniser: %v", err)
	}
	best := inOrder(plain, said)
	if best < len(said)/2 {
		t.Skipf("the recogniser understands %d of the %d words of the speech itself", best, len(said))
	}
	attempt := func() error {
		heard := filepath.Join(t.TempDir(), "heard.wav")
		h := holdOver(t, weaklink.Weather{Loss: 0.1, Delay: 50 * time.Millisecond, Kbit: 32, Seed: 1}, speech, heard)
		h.asks(h.speaker, "talk on", `"command":"talk","text":"on"`)
		h.asks(h.speaker, "wait spoken 1m", `^\{"event":"wait","for":"spoken"`)
		h.asks(h.speaker, "sleep 1500ms\nstatus", `^\{"event":"status"`)
		h.ends()
		words, err := understand(t, heard)
		if err != nil {
			return err
		}
		n := inOrder(words, said)
		t.Logf("understood %d words, and %d of the speech itself: %.0f %%", n, best, 100*float64(n)/float64(best))
		if 10*n < 7*best {
			return errNotUnderstood
		}
		return nil
	}
	if err := onMachineWithTime(t, attempt); err != nil {
		t.Error(err)
	}
}

type notUnderstood string

func (n notUnderstood) Error() string { return string(n) }

const errNotUnderstood = notUnderstood("less than seven words of ten were understood")

// sayAgainAndAgain has espeak-ng say the words so many times.
func sayAgainAndAgain(t *testing.T, times int) (words []string, file string) {
	t.Helper()
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		t.Skip("espeak-ng, which speaks, is not installed")
	}
	for range times {
		words = append(words, spoken...)
	}
	file = filepath.Join(t.TempDir(), "said.wav")
	out, err := exec.Command("espeak-ng", "-v", "en-us", "-s", "130", "-g", "12", "-w", file, strings.Join(words, ". ")+".").CombinedOutput()
	if err != nil {
		t.Fatalf("espeak-ng: %v\n%s", err, out)
	}
	return words, file
}

// holdOver opens a meeting whose listener is behind a weak link.
func holdOver(t *testing.T, w weaklink.Weather, speech, heard string) *hearing {
	t.Helper()
	h := holdHost(t, os.Environ())
	to, err := ticket.ParseLink(h.link)
	if err != nil {
		t.Fatal(err)
	}
	l, err := weaklink.Open(to.Host, w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	to.Host = l.Address()
	h.enter(h.link, to.String(), []string{"--mic", "file:" + speech, "--ear", "none"}, []string{"--mic", "none", "--ear", "file:" + heard})
	return h
}
