package statusbar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"parley/tui/statusbar"
	"parley/tui/theme"
)

var plain = theme.New(theme.Terminal{})

func TestTheWordsForTheLink(t *testing.T) {
	for _, tt := range []struct {
		roundTrip time.Duration
		loss      float64
		want      string
	}{
		{80 * time.Millisecond, 0, "good"},
		{300 * time.Millisecond, 0.02, "good"},
		{301 * time.Millisecond, 0, "fair"},
		{80 * time.Millisecond, 0.05, "fair"},
		{800 * time.Millisecond, 0.10, "fair"},
		{900 * time.Millisecond, 0, "poor"},
		{80 * time.Millisecond, 0.2, "poor"},
	} {
		if got := statusbar.Judge(tt.roundTrip, tt.loss).String(); got != tt.want {
			t.Errorf("%v and %v lost: got %q, want %q", tt.roundTrip, tt.loss, got, tt.want)
		}
	}
}

func TestTheWordsForALevel(t *testing.T) {
	for level, want := range map[float64]string{-90: "silent", -50: "quiet", -26: "ok", -3: "too loud"} {
		if got := statusbar.Loudness(level); got != want {
			t.Errorf("%v dBov: got %q, want %q", level, got, want)
		}
	}
}

func TestTimesAndRates(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{statusbar.Clock(12 * time.Second), "0:12"},
		{statusbar.Clock(130 * time.Second), "2:10"},
		{statusbar.Clock(-time.Second), "0:00"},
		{statusbar.Clock(3725 * time.Second), "1:02:05"},
		{statusbar.RoundTrip(0), ""},
		{statusbar.RoundTrip(200 * time.Microsecond), "<1 ms"},
		{statusbar.RoundTrip(84 * time.Millisecond), "84 ms"},
		{statusbar.RoundTrip(1240 * time.Millisecond), "1.2 s"},
		{statusbar.Kbit(0), "0"},
		{statusbar.Kbit(0.3), "<1"},
		{statusbar.Kbit(12.4), "12"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestWhatDoesNotFitGoesInOrder(t *testing.T) {
	facts := statusbar.Facts{Title: "Resolution 50, ad hoc group", Floor: "Amina", Mic: statusbar.MicOn, Level: "ok",
		RoundTrip: 84 * time.Millisecond, In: 12.2, Out: 3, Waiting: 2, Present: 14}
	for _, tt := range []struct {
		width int
		want  string
	}{
		{120, " Resolution 50, ad hoc group | FLOOR Amina | MIC ON ok | LINK good 84 ms | in 12 out 3 kbit/s | 2 waiting | 14 here"},
		{102, " Resolution 50… | FLOOR Amina | MIC ON ok | LINK good 84 ms | in 12 out 3 kbit/s | 2 waiting | 14 here"},
		{80, " Resolution 50, ad hoc … | FLOOR Amina | MIC ON ok | LINK good 84 ms | 2 waiting"},
		{70, " Resolution 5… | FLOOR Amina | MIC ON ok | LINK good 84 ms | 2 waiting"},
		{60, " Resoluti… | FLOOR Amina | MIC ON ok | LINK good | 2 waiting"},
		{52, " FLOOR Amina | MIC ON ok | LINK good | 2 waiting"},
		{40, " MIC ON ok | LINK good | 2 waiting"},
		{26, " MIC ON ok | LINK good"},
		{12, " LINK good"},
		{4, " LI…"},
		{0, ""},
	} {
		if got := strings.TrimRight(ansi.Strip(facts.View(plain, tt.width)), " "); got != tt.want {
			t.Errorf("%d cells:\ngot  %q\nwant %q", tt.width, got, tt.want)
		}
	}
}

func TestALostLinkSaysHowLong(t *testing.T) {
	got := statusbar.Facts{Title: "T", Mic: statusbar.MicWait, Link: statusbar.Lost, LostFor: 12 * time.Second, RoundTrip: time.Second, In: 3}.View(plain, 80)
	got = strings.TrimRight(ansi.Strip(got), " ")
	if want := " T | FLOOR open | MIC WAIT | LINK lost 0:12"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWideNamesKeepTheWidth(t *testing.T) {
	facts := statusbar.Facts{Title: "決議五十号特別作業部会", Floor: "日本政府代表団事務局の山田太郎さん", Mic: statusbar.MicOff}
	for width := range 100 {
		if got := ansi.StringWidthWc(facts.View(plain, width)); got != width {
			t.Errorf("%d cells: got %d", width, got)
		}
	}
}
