package theme

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
)

func TestFromEnvReadsWhatTheTerminalCanDo(t *testing.T) {
	for _, tt := range []struct {
		name, environ string
		want          Terminal
	}{
		{"a modern terminal", "TERM=xterm-256color COLORTERM=truecolor LANG=en_GB.UTF-8", Terminal{Profile: colorprofile.TrueColor}},
		{"NO_COLOR", "TERM=xterm-256color LANG=C.UTF-8 NO_COLOR=1", Terminal{Profile: colorprofile.ASCII, Plain: true}},
		{"NO_COLOR with any value", "TERM=xterm-256color LANG=C.UTF-8 NO_COLOR=yes", Terminal{Profile: colorprofile.ASCII, Plain: true}},
		{"NO_COLOR without a value", "TERM=xterm-256color LANG=C.UTF-8 NO_COLOR=", Terminal{Profile: colorprofile.ANSI256}},
		{"the Linux console", "TERM=linux LANG=C.UTF-8", Terminal{Profile: colorprofile.ANSI, Plain: true, ASCII: true}},
		{"not UTF-8", "TERM=xterm-256color LANG=de_DE.ISO-8859-1", Terminal{Profile: colorprofile.ANSI256, ASCII: true}},
		{"LC_ALL goes before LANG", "TERM=xterm-256color LANG=C LC_ALL=C.utf8", Terminal{Profile: colorprofile.ANSI256}},
		{"dumb", "TERM=dumb LANG=C.UTF-8", Terminal{Profile: colorprofile.NoTTY, Plain: true, ASCII: true}},
		{"a terminal that reorders by itself", "TERM=xterm-256color LANG=C.UTF-8 KONSOLE_VERSION=221203", Terminal{Profile: colorprofile.ANSI256, Reorders: true, Mirrors: true}},
		{"one that turns brackets round, too", "TERM=xterm-256color LANG=C.UTF-8 TERM_PROGRAM=Apple_Terminal", Terminal{Profile: colorprofile.ANSI256, Reorders: true}},
		{"one that can be told not to", "TERM=xterm-256color LANG=C.UTF-8 VTE_VERSION=7800", Terminal{Profile: colorprofile.ANSI256}},
		{"the same behind tmux", "TERM=tmux-256color LANG=C.UTF-8 VTE_VERSION=7800 TMUX=/tmp/1", Terminal{Profile: colorprofile.ANSI256, Reorders: true}},
		{"the last one counts", "TERM=dumb TERM=xterm-256color LANG=C.UTF-8", Terminal{Profile: colorprofile.ANSI256}},
	} {
		if got := FromEnv(strings.Fields(tt.environ)); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestWithoutColoursEveryMeaningHasAnAttribute(t *testing.T) {
	th := New(Terminal{Profile: colorprofile.ASCII})
	for name, style := range map[string]lipgloss.Style{
		"Dim": th.Dim, "Strong": th.Strong, "Title": th.Title, "Focus": th.Focus, "Bar": th.Bar, "Live": th.Live,
		"Alarm": th.Alarm, "Key": th.Key, "Chosen": th.Chosen, "Off": th.Off, "Error": th.Error, "Here": th.Here,
		"Selection": th.Selection, "Match": th.Match, "Hidden": th.Hidden, "Inserted": th.Inserted, "Deleted": th.Deleted,
		"Person": th.Person(0), "Wrote": th.Wrote(1), "Cursor": th.Cursor(2),
	} {
		on, off := Ink(style)
		if on == "" || off == "" {
			t.Errorf("%s looks like plain text", name)
		}
		if strings.Contains(on, "38") || strings.Contains(on, "48") {
			t.Errorf("%s has a colour: %q", name, on)
		}
	}
}

func TestInkIsWhatTheStyleWritesAroundAText(t *testing.T) {
	for _, p := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.ANSI, colorprofile.TrueColor} {
		th := New(Terminal{Profile: p})
		for i := range People {
			on, off := Ink(th.Wrote(i))
			if got, want := on+"w"+off, th.Wrote(i).Render("w"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
	if on, off := Ink(lipgloss.NewStyle()); on != "" || off != "" {
		t.Errorf("got %q and %q for a plain style", on, off)
	}
}

func TestAnyNumberIsAPerson(t *testing.T) {
	th := New(Terminal{Profile: colorprofile.TrueColor})
	for _, i := range []int{0, 5, 6, 1 << 40, -1} {
		if th.Person(i).Render("x") == "x" {
			t.Errorf("person %d has no look", i)
		}
	}
}

func TestColoursCanBeReadOnTheirGround(t *testing.T) {
	hues := append([]hue{grey, blue, orange, red}, personHues[:]...)
	for _, h := range hues {
		for _, tt := range []struct {
			colour ansi.IndexedColor
			ground string
		}{{h.light, "#ffffff"}, {h.dark, "#000000"}} {
			full, _ := colorful.MakeColor(tt.colour)
			if got := contrast(t, full.Hex(), tt.ground); got < 4.5 {
				t.Errorf("%v on %s has a contrast of %.1f, want 4.5 or more", tt.colour, tt.ground, got)
			}
		}
	}
}

// The sixteen colours as xterm has them, the dark ones first.
var sixteen = [...]string{"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
	"#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"}

func TestSixteenColoursCanBeReadOnTheirGround(t *testing.T) {
	for i, h := range append([]hue{grey, blue, orange, red}, personHues[:]...) {
		for c, ground := range map[color.Color]string{h.basicLight: "#ffffff", h.basicDark: "#000000"} {
			for _, number := range []int{int(c.(ansi.BasicColor)), int(c.(ansi.BasicColor)) | 8} { // bold letters are bright
				if got := contrast(t, sixteen[number], ground); got < 3 {
					t.Errorf("hue %d, colour %d on %s has a contrast of %.1f, want 3 or more", i, number, ground, got)
				}
			}
		}
	}
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(hex string) float64 {
		c, err := colorful.Hex(hex)
		if err != nil {
			t.Fatal(err)
		}
		r, g, b := c.LinearRgb()
		return 0.2126*r + 0.7152*g + 0.0722*b
	}
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func ExampleNew() {
	th := New(Terminal{ASCII: true})
	fmt.Println(th.Marks.TopLeft + strings.Repeat(th.Marks.Horizontal, 3) + " " + th.Ruler.Fit("Member States", 8) + th.Marks.Vertical)
	// Output: +--- Membe...|
}

func TestWhatThePersonWantsStandsAgainstWhatTheTerminalSays(t *testing.T) {
	modern := Terminal{Profile: colorprofile.TrueColor}
	for _, tt := range []struct {
		name   string
		wishes Wishes
		said   colorprofile.Profile
		light  bool
		want   Terminal
	}{
		{"nothing", Wishes{}, colorprofile.ANSI256, true, Terminal{Profile: colorprofile.ANSI256, Light: true}},
		{"sixteen colours", Wishes{Colours: "16"}, colorprofile.TrueColor, false, Terminal{Profile: colorprofile.ANSI, Most: colorprofile.ANSI}},
		{"not more than there are", Wishes{Colours: "256"}, colorprofile.ANSI, false, Terminal{Profile: colorprofile.ANSI, Most: colorprofile.ANSI256}},
		{"none", Wishes{Colours: "none"}, colorprofile.TrueColor, false, Terminal{Profile: colorprofile.ASCII, Most: colorprofile.ASCII, Plain: true}},
		{"all of them", Wishes{Colours: "full"}, colorprofile.ANSI, false, Terminal{Profile: colorprofile.TrueColor, Most: colorprofile.TrueColor}},
		{"dark on a light one", Wishes{Ground: "dark"}, colorprofile.TrueColor, true, Terminal{Profile: colorprofile.TrueColor, Settled: true}},
		{"bidi by the terminal", Wishes{Bidi: "terminal"}, colorprofile.TrueColor, false, Terminal{Profile: colorprofile.TrueColor, Reorders: true}},
		{"plain marks with colours", Wishes{Marks: "plain"}, colorprofile.TrueColor, false, Terminal{Profile: colorprofile.TrueColor, Plain: true}},
		{"no colours and no plain marks", Wishes{Colours: "none", Marks: "styled"}, colorprofile.TrueColor, false, Terminal{Profile: colorprofile.ASCII, Most: colorprofile.ASCII}},
		{"ASCII", Wishes{Borders: "ascii"}, colorprofile.TrueColor, false, Terminal{Profile: colorprofile.TrueColor, ASCII: true}},
	} {
		if got := modern.Wanted(tt.wishes).WithProfile(tt.said).WithGround(tt.light); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
