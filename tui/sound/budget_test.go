package sound_test

import (
	"testing"

	"parley/tui/sound"
)

func TestABudgetWarnsOnceAndEndsOnce(t *testing.T) {
	var b sound.Budget
	if got := b.Look(1e12); got != "" || b.Over {
		t.Errorf("without a limit: got %q", got)
	}
	b.Set(50e6)
	for _, tt := range []struct {
		used uint64
		want string
		over bool
	}{
		{39e6, "", false},
		{40e6, "40 of 50 MB are used: at the limit the meeting goes on as text only", false},
		{45e6, "", false},
		{50e6, "50 MB are used, which is your limit: text only from here", true},
		{51e6, "", true},
	} {
		if got := b.Look(tt.used); got != tt.want || b.Over != tt.over {
			t.Errorf("at %d: got %q, over %v", tt.used, got, b.Over)
		}
	}
	if got := b.Words(51e6); got != "used 51 MB of 50; text only from here" {
		t.Errorf("got %q", got)
	}
	if b.Set(100e6); b.Look(51e6) != "" || b.Over {
		t.Error("a higher limit is used up, too")
	}
	if got := b.Words(1234567); got != "used 1.2 MB of 100" {
		t.Errorf("got %q", got)
	}
}

func TestAmounts(t *testing.T) {
	for in, want := range map[string]uint64{"50": 50e6, "50MB": 50e6, "1.5 GB": 15e8, "200kb": 2e5, "none": 0} {
		if got, err := sound.ParseAmount(in); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "much", "-5", "0", "NaN", "1e30GB", "5TB"} {
		if got, err := sound.ParseAmount(in); err == nil {
			t.Errorf("%q: got %d, want an error", in, got)
		}
	}
}
