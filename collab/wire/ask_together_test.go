package wire_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// offline is what a client typed without a line, thinned, and what it says.
func offline(t testing.TB, letters int) (thin [][]byte, frames wire.Together) {
	var asking wire.Asking
	random := rand.New(rand.NewPCG(1, 2))
	for i := range letters {
		f := asked(uint64(i+1), 412, delta.Replace(100_000+i, 41_000+i, 0, string("etaoin shrdlu"[random.IntN(13)])))
		b, err := wire.Append(nil, f)
		if err != nil {
			t.Fatal(err)
		}
		thin, frames = append(thin, asking.Thin(b)), append(frames, f)
	}
	return thin, frames
}

func TestWhatWasTypedWithoutALineIsSentTogether(t *testing.T) {
	thin, frames := offline(t, 2000)
	alone := 0
	for _, m := range thin {
		alone += len(m)
	}
	b, ok := wire.AskTogether(thin)
	t.Logf("2,000 letters: %d bytes apart (%d with the heads of their frames), %d together", alone, alone+6*len(thin), len(b))
	if !ok || len(b) > alone/4 {
		t.Errorf("%d bytes together (%v), %d apart: want a quarter", len(b), ok, alone)
	}
	var to wire.Asking
	if got, err := to.Parse(b); err != nil || !reflect.DeepEqual(got, frames) {
		t.Errorf("they do not come back as they went: %v", err)
	}
}

func TestAClientsMessagesTogetherHaveLimits(t *testing.T) {
	most, _ := offline(t, wire.MaxAskedTogether+1)
	if _, ok := wire.AskTogether(most[:wire.MaxAskedTogether]); !ok {
		t.Error("as many as may be are not sent together")
	}
	if _, ok := wire.AskTogether(most); ok {
		t.Error("more than may be are sent together")
	}
	long := on(t, wire.CommandFrame{Command: meeting.Command{Number: 1, Ask: meeting.Edit{Delta: delta.Replace(0, 0, 0, noise(600))}}})
	if _, ok := wire.AskTogether(append(most[:20:20], long)); ok {
		t.Error("a long one is sent together with others")
	}
	ping, _ := wire.Append(nil, wire.PingFrame{})
	flood := []byte{61}
	for range wire.MaxAskedTogether + 1 {
		flood = append(append(flood, byte(len(ping))), ping...)
	}
	good, _ := wire.AskTogether(most[:20])
	for name, b := range map[string][]byte{
		"too many":       flood,
		"one in another": append([]byte{61, byte(len(good))}, good...),
		"an empty one":   {61, 0, 0},
		"cut":            {61, 9, 1},
		"a server's":     append([]byte{61, 3}, on(t, wire.ByeFrame{Reason: 1})...),
	} {
		var to wire.Asking
		if got, err := to.Parse(b); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: got %v, %v, want it refused as malformed", name, got, err)
		}
	}
}
