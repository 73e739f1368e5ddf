package statusbar

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"parley/tui/cells"
	"parley/tui/theme"
	"parley/tui/word"
)

// Facts are what the line says.
type Facts struct {
	Title     string
	Floor     string // who is heard now, "" for nobody
	Place     string // one's own place on the speakers' list: "you: 3rd"; "" for none
	Mic       Mic
	Level     string // the own level in words, while the microphone is on
	Link      Quality
	LostFor   time.Duration // while the link is lost
	RoundTrip time.Duration // 0: not known
	Path      string        // the way that sound takes, as Way has it; "" while it takes none
	In, Out   float64       // kbit/s, text and sound together
	Waiting   int           // own commands the server has not acknowledged
	Present   int           // people connected
}

// A part is one thing the line says. Those of the lowest rank go first when the
// line is too narrow.
type part struct {
	text string
	rank int
}

// gap is what stands before the part at place i. The round trip belongs to the
// link before it.
func gap(i int, p part) string {
	if i == 0 || p.rank == rankRoundTrip {
		return " "
	}
	return " | "
}

// shortTitle is how many cells of a title stay before anything is left out for
// it: a title is known, how the line is changes.
const shortTitle = 8

// View returns the line, exactly width cells wide.
func (f Facts) View(t theme.Theme, width int) string {
	parts := fit(t.Ruler, f.parts(t.Ruler), width-1)
	var line strings.Builder
	used := 0
	put := func(style lipgloss.Style, text string) {
		text = t.Ruler.Cut(text, width-used)
		used += t.Ruler.Width(text)
		line.WriteString(style.Render(text))
	}
	for i, p := range parts {
		put(t.Bar, gap(i, p))
		put(f.style(t, p.rank), p.text)
	}
	put(t.Bar, strings.Repeat(" ", max(width-used, 0)))
	return line.String()
}

// style makes what is urgent stand out; the words alone say it too.
func (f Facts) style(t theme.Theme, rank int) lipgloss.Style {
	switch {
	case rank == rankMic && f.Mic == MicOn:
		return t.Live
	case rank == rankLink && f.Link == Lost, rank == rankMic && f.Mic == MicWait:
		return t.Alarm
	}
	return t.Bar
}

// fit leaves out parts, the least first, until the rest is room cells wide or
// only one is left. A title has what room the others leave.
func fit(r cells.Ruler, parts []part, room int) []part {
	for length(r, parts, shortTitle) > room && len(parts) > 1 {
		least := 0
		for i, p := range parts {
			if p.rank < parts[least].rank {
				least = i
			}
		}
		parts = append(parts[:least], parts[least+1:]...)
	}
	for i, p := range parts {
		if p.rank == rankTitle {
			parts[i].text = r.Cut(p.text, room-length(r, parts, 0))
		}
	}
	return parts
}

// The ranks: what somebody needs most goes last.
const (
	rankPath = iota
	rankPresent
	rankRates
	rankDetour // the path, where it is not the usual one
	rankRoundTrip
	rankTitle
	rankFloor
	rankPlace
	rankWaiting
	rankMic
	rankLink
)

func (f Facts) parts(r cells.Ruler) []part {
	var parts []part
	add := func(rank int, text string) {
		if text != "" {
			parts = append(parts, part{text, rank})
		}
	}
	add(rankTitle, f.Title)
	add(rankFloor, f.floor(r))
	add(rankPlace, f.Place)
	add(rankMic, word.Say("MIC %s", strings.TrimSpace(f.Mic.Word()+" "+f.Level)))
	add(rankLink, word.Say("LINK %s", f.link()))
	if f.Link != Lost && f.Link != Calling {
		add(rankRoundTrip, RoundTrip(f.RoundTrip))
		if f.In > 0 || f.Out > 0 {
			add(rankRates, word.Say("in %s out %s kbit/s", Kbit(f.In), Kbit(f.Out)))
		}
		switch f.Path {
		case "":
		case usualPath:
			add(rankPath, word.Say("sound %s", Way(f.Path)))
		default:
			add(rankDetour, word.Say("sound %s", Way(f.Path)))
		}
	}
	if f.Waiting > 0 {
		add(rankWaiting, word.Say("%d waiting", f.Waiting))
	}
	if f.Present > 0 {
		add(rankPresent, word.Say("%d here", f.Present))
	}
	return parts
}

func (f Facts) floor(r cells.Ruler) string {
	if f.Floor == "" {
		return word.Say("FLOOR open")
	}
	return word.Say("FLOOR %s", r.Cut(f.Floor, 24))
}

func (f Facts) link() string {
	if f.Link == Lost {
		return word.Say("lost %s", Clock(f.LostFor))
	}
	return word.Say(f.Link.String())
}

// length is how wide the parts are with a title of at most title cells.
func length(r cells.Ruler, parts []part, title int) int {
	n := -len(gap(0, part{}))
	for i, p := range parts {
		n += len(gap(i, p))
		w := r.Width(p.text)
		if p.rank == rankTitle {
			w = min(w, title)
		}
		n += w
	}
	return n
}
