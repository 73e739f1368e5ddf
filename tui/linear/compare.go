package linear

import (
	"context"
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

// compareWithin is how long the server may take to say how two versions read: a
// long log may have to be read for that.
const compareWithin = time.Minute

// compare reads how two versions differ, once the server has said how they
// read.
func (f *front) compare(r request, now time.Time) error {
	if f.Versions == nil {
		return errors.New(word.Say("older versions cannot be read here"))
	}
	var versions [2]meeting.Version
	for i, name := range []string{r.old, r.text} {
		n, err := strconv.ParseUint(name, 10, 64)
		if err != nil { // now
			n = f.draft.Version()
		}
		if n > f.draft.Version() {
			return errors.New(word.Say("there is no version %d yet, the draft is at %d", n, f.draft.Version()))
		}
		versions[i] = n
	}
	d := f.document
	elsewhere(f, "compare", compareWithin, now, func(ctx context.Context) ([2]text.Text, error) {
		old, new, err := f.Versions(ctx, d.number, versions[0], versions[1])
		return [2]text.Text{old, new}, err
	}, func(texts [2]text.Text) {
		report := away.Compare(texts[0], texts[1])
		f.within(d, func() {
			f.out.say(f.here(compared{"compare", r.old, r.text, report.Places, f.redlined(report), report.Told(f.name, true)}))
		})
	})
	return nil
}
