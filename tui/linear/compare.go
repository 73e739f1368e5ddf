package linear

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/word"
)

// A version may be called now.
var _ = word.Mark("now")

// parseCompare reads V W: numbers of versions, or now.
func parseCompare(rest string) (request, error) {
	words := strings.Fields(rest)
	if len(words) != 2 {
		return request{}, errors.New(word.Say("it is not said which two versions are compared"))
	}
	for _, w := range words {
		if n, err := strconv.ParseUint(w, 10, 64); !strings.EqualFold(w, "now") && (err != nil || n == 0) {
			return request{}, errors.New(word.Say("%q is no version's number, and not now", shorten(w)))
		}
	}
	return request{old: strings.ToLower(words[0]), text: strings.ToLower(words[1])}, nil
}

// compared is how two versions differ.
type compared struct {
	Event   string     `json:"event"` // "compare"
	From    string     `json:"from"`
	To      string     `json:"to"`
	Changes int        `json:"changes"`
	Redline []redlined `json:"redline"`

	rows []string
}

func (s compared) words() string {
	if len(s.rows) == 0 {
		return word.Say("Versions %s and %s read alike.", word.Say(s.From), word.Say(s.To))
	}
	return word.Say("%s from version %s to %s.", word.Count(s.Changes, "change", "changes"), word.Say(s.From), word.Say(s.To)) + "\n" + strings.Join(s.rows, "\n")
}

// compare reads how two versions differ, once the server has said how they
// read.
func (f *front) compare(r request, now time.Time) error {
	return f.pastText(r.old, now, func(old text.Text, now time.Time) error {
		return f.pastText(r.text, now, func(new text.Text, _ time.Time) error {
			report := away.Compare(old, new)
			f.out.say(compared{"compare", r.old, r.text, report.Places, f.redlined(report), report.Told(f.name, true)})
			return nil
		})
	})
}

// pastText goes on with the text of a version.
func (f *front) pastText(version string, now time.Time, then func(text.Text, time.Time) error) error {
	n, err := strconv.ParseUint(version, 10, 64)
	if err != nil { // now
		return then(f.seat.Text(), now)
	}
	if n > f.seat.Version() {
		return errors.New(word.Say("there is no version %d yet, the draft is at %d", n, f.seat.Version()))
	}
	came := f.came["past"]
	f.Line.Inquire(meeting.Inquiry{Version: n})
	f.wait(&pause{
		what: "compare", until: now.Add(patience),
		met: func() bool { return f.came["past"] > came && f.seat.PastText().Version == n },
		then: func(now time.Time) {
			err := errors.New(word.Say("the server does not know how version %d read: it is further back than %d events, or was asked for too fast", n, meeting.MaxFarBack))
			if past := f.seat.PastText(); past.Known {
				err = then(text.New(past.Text, 0), now)
			}
			if err != nil {
				f.fail("compare", err)
			}
		},
		late: func(time.Time) {
			f.fail("compare", errors.New(word.Say("the server did not say how that version read: try again when the link is up (status)")))
		},
	}, now)
	return nil
}
