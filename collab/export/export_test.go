package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/critic"
	"parley/collab/delta"
	"parley/collab/docx"
	"parley/collab/draft"
	"parley/collab/eventlog"
	"parley/collab/export"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

var update = flag.Bool("update", false, "write the golden files anew")

// name is the meeting's, in the log.
const name = "resolution-50"

// A house is a meeting of which only the log is left.
type house struct {
	t     *testing.T
	log   *eventlog.Memory
	state *meeting.State
	now   time.Time
	last  map[text.Author]uint64
	name  string // of the log
}

func open(t *testing.T, title, draft string) *house {
	h := &house{t, eventlog.NewMemory(), meeting.New(), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC), map[text.Author]uint64{}, name}
	h.happens(0, meeting.Opened{Title: title, Text: draft})
	h.happens(0, meeting.Served{First: 1})
	return h
}

// happens makes something happen, by nobody (0) or somebody who asked for it.
func (h *house) happens(by text.Author, what meeting.What) {
	h.t.Helper()
	e := meeting.Event{Number: h.state.Head() + 1, At: h.now, By: by, What: what}
	if by > 0 {
		h.last[by]++
		e.Command, e.Base = h.last[by], h.state.Head()
	}
	if err := h.state.Apply(e); err != nil {
		h.t.Fatal(err)
	}
	b, err := wire.EncodeEvent(e)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.log.Append(context.Background(), h.name, e.Number-1, b); err != nil {
		h.t.Fatal(err)
	}
}

// after lets time go by.
func (h *house) after(d time.Duration) *house {
	h.now = h.now.Add(d)
	return h
}

func (h *house) enters(n text.Author, name, delegation string, role meeting.Role) {
	h.happens(0, meeting.Entered{Person: meeting.Person{Number: n, Session: meeting.Session{byte(n)}, Name: name, Delegation: delegation, Role: role}})
}

// edits makes a change to the draft, as made by one of package draft's functions.
func (h *house) edits(by text.Author, change func(text.Text) (delta.Delta, error)) {
	h.t.Helper()
	d, err := change(h.state.Text())
	if err != nil {
		h.t.Fatal(err)
	}
	h.happens(by, meeting.Edited{Delta: d})
}

func replace(line int, old, new string) func(text.Text) (delta.Delta, error) {
	return func(t text.Text) (delta.Delta, error) { return draft.Replace(t, line, old, new) }
}

// The people of the meeting.
const (
	chair, kenya, brazil, canada text.Author = 1, 2, 3, 4
)

// resolution is a meeting about a text, with a little of everything.
func resolution(t *testing.T) *house {
	b, err := os.ReadFile(filepath.Join("testdata", "draft.txt"))
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, "Resolution 50 & <others>", strings.TrimSuffix(string(b), "\n"))
	h.enters(chair, "Ingrid Larsen", "", meeting.Chair)
	h.happens(chair, meeting.AgendaSet{Items: []string{"Opening", "Draft Resolution 50"}})
	h.after(time.Minute).happens(chair, meeting.ItemTaken{Item: 1})
	h.after(2*time.Minute).happens(chair, meeting.ItemTaken{Item: 2})
	h.enters(kenya, "Amina Odhiambo", "Kenya", meeting.Delegate)
	h.enters(brazil, "Bruno Alves", "Brazil", meeting.Delegate)
	h.enters(canada, "Claire Roy", "Canada", meeting.Delegate)
	h.happens(kenya, meeting.Floored{Act: floor.Ask{Kind: floor.Speak, On: "R1", Note: "on the verb", For: "ATU"}})
	h.happens(chair, meeting.Floored{Act: floor.Give{}})
	h.after(20*time.Second).happens(chair, meeting.Captioned{Text: "Thank you, Chair. We would like"})
	h.after(5*time.Second).happens(chair, meeting.Captioned{Text: "to see a stronger verb in *this* paragraph."})
	h.edits(kenya, replace(6, "should", "shall"))
	h.after(30*time.Second).happens(kenya, meeting.Floored{Act: floor.End{}})
	h.edits(brazil, func(t text.Text) (delta.Delta, error) { return draft.Add(t, 7, "3 to invite academia to contribute;") })
	h.edits(canada, func(t text.Text) (delta.Delta, error) { return draft.Delete(t, 10) })
	h.happens(brazil, meeting.Floored{Act: floor.Ask{}})
	h.happens(chair, meeting.Floored{Act: floor.Give{}})
	h.after(10*time.Second).happens(brazil, meeting.Stated{Text: "Brazil can go along with"})
	h.after(10*time.Second).happens(brazil, meeting.Stated{Text: " \"shall\".\nWe thank Kenya.", Done: true})
	h.happens(canada, meeting.Confided{For: meeting.Audience{To: meeting.ToChair}, Text: "We need a break."})
	h.happens(brazil, meeting.Said{Text: "Thank you."})
	h.after(time.Minute).happens(chair, meeting.HandsAsked{Question: "Can the room live with shall?"})
	h.happens(kenya, meeting.HandShown{Choice: meeting.Yes})
	h.happens(brazil, meeting.HandShown{Choice: meeting.Yes})
	h.happens(canada, meeting.HandShown{Choice: meeting.Abstain})
	h.happens(chair, meeting.HandsEnded{})
	h.edits(kenya, replace(7, "annually", "every year")) // and thinks better of it
	h.happens(kenya, meeting.Undone{Of: []uint64{h.last[kenya]}})
	h.negotiates()
	h.after(time.Minute).happens(chair, meeting.Adjourned{On: true})
	return h
}

// para is the lasting id of a line.
func (h *house) para(line int) draft.ID { return h.state.Overlay().ID(line) }

// proposes puts other words for a line before the meeting.
func (h *house) proposes(by text.Author, line int, words, note, onBehalf string) {
	h.happens(by, meeting.Proposed{Wording: draft.Wording{Kind: draft.Change, Para: h.para(line), Was: h.state.Text().Line(line - 1), Text: words, Note: note, For: onBehalf}})
}

// decides has the chair decide about a proposal as the server does it.
func (h *house) decides(n int, out draft.Outcome) {
	h.t.Helper()
	d, err := h.state.Overlay().Effect(h.state.Text(), n, out)
	if err != nil {
		h.t.Fatal(err)
	}
	h.happens(chair, meeting.Decided{Proposal: n, Outcome: out, Author: h.state.Proposal(n).By, Delta: d})
}

// negotiates goes on with the resolution: P-1 is accepted, P-2 bracketed, P-3
// and P-4 are about one paragraph, P-5 is a new one, P-6 goes, P-7 stays behind.
func (h *house) negotiates() {
	h.after(time.Minute).happens(chair, meeting.Arranged{Settings: draft.Settings{Profile: draft.ITUPP}})
	h.proposes(kenya, 4, "considering that weak and costly links shut delegations out of negotiations,", "as in Resolution 37", "ATU")
	h.happens(brazil, meeting.Reacted{Proposal: 1, Stance: draft.Supporting})
	h.after(20*time.Second).decides(1, draft.Accepted)
	h.proposes(canada, 10, "2 to convene a virtual workshop.", "", "")
	h.decides(2, draft.Bracketed)
	h.happens(brazil, meeting.Retained{At: strings.Index(h.state.Text().String(), "[virtual")})
	h.after(5*time.Second).proposes(kenya, 7, "2 to encourage Sector Members to report every year;", "", "")
	h.after(5*time.Second).proposes(brazil, 7, "2 to invite Sector Members to report annually;", "", "")
	h.happens(canada, meeting.Reacted{Proposal: 3, Stance: draft.Objecting})
	h.happens(canada, meeting.Remarked{Proposal: 3, Text: "Every year is much."})
	h.happens(canada, meeting.Proposed{Wording: draft.Wording{Kind: draft.Insert, Para: h.para(8), Text: "4 to keep minutes;"}})
	h.happens(brazil, meeting.Proposed{Wording: draft.Wording{Kind: draft.Remove, Para: h.para(2), Was: h.state.Text().Line(1)}})
	h.proposes(canada, 6, "1 that Member States shall provide [affordable | free] access to connectivity;", "", "")
	h.edits(kenya, replace(6, "to connectivity", "to the network"))
	h.happens(chair, meeting.Decided{Para: h.para(8), Outcome: draft.Agreed})
}

// golden compares with a file in testdata.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

func TestAMeetingGoesOutInEveryFormat(t *testing.T) {
	h, ctx := resolution(t), context.Background()
	d, err := export.ReadDraft(ctx, h.log, name, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for file, write := range map[string]func(*bytes.Buffer) error{
		"clean.txt":    func(b *bytes.Buffer) error { return d.Text(b) },
		"clean.md":     func(b *bytes.Buffer) error { return d.Markdown(b) },
		"redline.html": func(b *bytes.Buffer) error { return d.HTML(b) },
		"minutes.md":   func(b *bytes.Buffer) error { return export.Minutes(ctx, b, h.log, name, 0) },
		"log.json":     func(b *bytes.Buffer) error { return export.JSON(ctx, b, h.log, name, 0, 0) },
		"critic.md":    func(b *bytes.Buffer) error { _, err := b.WriteString(critic.Format(d.Document)); return err },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, file, b.Bytes())
	}
	var b bytes.Buffer
	if err := d.Word(&b); err != nil {
		t.Fatal(err)
	}
	word, err := docx.Read(b.Bytes())
	if err != nil || word.Clean() != d.Clean() || word.Original() != d.Original() {
		t.Errorf("the Word file has %q and %q, %v", word.Clean(), word.Original(), err)
	}
}

func TestTheLogIsGoodJSONWithoutWhatIsPrivate(t *testing.T) {
	h := resolution(t)
	var b bytes.Buffer
	if err := export.JSON(context.Background(), &b, h.log, name, 0, 0); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Events []struct {
			Number uint64
			Kind   string
		}
		Head uint64
		Text string
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), `"type":"ask","kind":"speak"`); n != 2 {
		t.Errorf("%d requests for the floor say what they are, want 2", n)
	}
	if log.Head != uint64(h.state.Head()) || len(log.Events) != int(log.Head) || log.Text != h.state.Text().String() {
		t.Errorf("got head %d, %d events, text %q", log.Head, len(log.Events), log.Text)
	}
	if strings.Contains(b.String(), "We need a break") {
		t.Error("a line to the chair alone went out")
	}
}

func TestChangesBetweenAnyTwoVersions(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		h := open(t, "T", "the draft as it was brought\nwith a second line\nand a third")
		h.enters(kenya, "Amina", "Kenya", meeting.Delegate)
		h.enters(brazil, "Bruno", "Brazil", meeting.Delegate)
		texts, edits := map[meeting.Version]string{}, map[text.Author][]uint64{}
		note := func() { texts[h.state.Head()] = h.state.Text().String() }
		note()
		for range 40 {
			by := []text.Author{kenya, brazil}[r.IntN(2)]
			n := h.state.Text().Len()
			at := r.IntN(n + 1)
			switch out := min(n-at, r.IntN(6)); {
			case r.IntN(5) == 0 && len(edits[by]) > 0:
				h.happens(by, meeting.Undone{Of: []uint64{edits[by][r.IntN(len(edits[by]))]}})
			default:
				words := []string{"", "a", "shall ", "\n", "new\nlines", "段"}[r.IntN(6)]
				h.happens(by, meeting.Edited{Delta: delta.Replace(n, at, out, words), Sweeping: true})
				edits[by] = append(edits[by], h.last[by])
			}
			note()
		}
		from := meeting.Version(4 + r.IntN(40))
		to := from + meeting.Version(r.IntN(int(h.state.Head()-from)+1))
		d, err := export.ReadDraft(context.Background(), h.log, name, from, to)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if d.Original() != texts[from] || d.Clean() != texts[to] {
			t.Errorf("seed %d, %d to %d: got %q and %q, want %q and %q", seed, from, to, d.Original(), d.Clean(), texts[from], texts[to])
		}
		for _, s := range d.Spans() {
			if s.Kind != 0 && s.By != "Kenya" && s.By != "Brazil" {
				t.Errorf("seed %d: %q is by %q", seed, s.Text, s.By)
			}
		}
	}
}

func TestWhatIsOpenIsShownAndNeverMixed(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 11))
		const brought = "one line\nanother line\na third line\n\nthe last line"
		h := open(t, "T", brought)
		h.enters(kenya, "Amina", "Kenya", meeting.Delegate)
		h.enters(brazil, "Bruno", "Brazil", meeting.Delegate)
		for range 25 {
			by, now := []text.Author{kenya, brazil}[r.IntN(2)], h.state.Text()
			line := 1 + r.IntN(now.Lines())
			w := draft.Wording{Para: h.para(line), Was: now.Line(line - 1)}
			switch r.IntN(6) {
			case 0, 1:
				w.Kind, w.Text = draft.Change, w.Was+" and more"
			case 2:
				w.Kind, w.Was, w.Text = draft.Insert, "", fmt.Sprintf("new paragraph %d", h.state.Head())
			case 3:
				w.Kind = draft.Remove
			default:
				at := r.IntN(now.Len() + 1)
				h.happens(by, meeting.Edited{Delta: delta.Replace(now.Len(), at, min(now.Len()-at, r.IntN(3)), []string{"x", "\n", ""}[r.IntN(3)])})
				continue
			}
			h.happens(by, meeting.Proposed{Wording: w})
		}
		d, err := export.ReadDraft(context.Background(), h.log, name, 0, 0)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if d.Original() != brought {
			t.Errorf("seed %d: the original is %q", seed, d.Original())
		}
		var now bytes.Buffer
		if err := d.Text(&now); err != nil || strings.TrimSuffix(now.String(), "\n") != strings.TrimSuffix(h.state.Text().String(), "\n") {
			t.Errorf("seed %d: the clean text is %q, want %q", seed, now.String(), h.state.Text())
		}
		lines := strings.Split(d.Clean(), "\n")
		for _, p := range h.state.Overlay().Open() {
			if p.Kind == draft.Insert && h.state.Overlay().Base(h.state.Text(), p) == draft.Same && !slices.Contains(lines, p.Text) {
				t.Errorf("seed %d: %s is not in %q", seed, p.Label(), lines)
			}
			if n := strings.Count(d.Clean(), p.Text); p.Kind == draft.Insert && n > 1 {
				t.Errorf("seed %d: %s is there %d times", seed, p.Label(), n)
			}
		}
		if got := len(d.Comments); got != len(h.state.Overlay().Open()) {
			t.Errorf("seed %d: %d comments on %d open proposals", seed, got, len(h.state.Overlay().Open()))
		}
	}
}

// TestWhatPeopleWriteIsNoMarkup: names, notes and words that look like markup
// are words in every format.
func TestWhatPeopleWriteIsNoMarkup(t *testing.T) {
	const bad = `"><script>alert(1)</script>&amp;]]>|{++x++}`
	h, ctx := open(t, bad, bad+"\n[a]"), context.Background()
	h.enters(kenya, bad, bad, meeting.Chair)
	h.happens(kenya, meeting.AgendaSet{Items: []string{bad}})
	h.happens(kenya, meeting.Proposed{Wording: draft.Wording{Kind: draft.Change, Para: h.para(1), Was: bad, Text: "x" + bad, Note: bad, For: bad}})
	h.happens(kenya, meeting.Remarked{Proposal: 1, Text: bad})
	h.happens(kenya, meeting.Retained{At: len([]rune(bad)) + 1})
	h.happens(kenya, meeting.Captioned{Speaker: bad, Text: bad})
	d, err := export.ReadDraft(ctx, h.log, name, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var page, minutes, file bytes.Buffer
	if err := errors.Join(d.HTML(&page), export.Minutes(ctx, &minutes, h.log, name, 0), d.Word(&file)); err != nil {
		t.Fatal(err)
	}
	for what, written := range map[string]string{"the page": page.String(), "the minutes": strings.ReplaceAll(minutes.String(), `\<`, "")} {
		if strings.Contains(written, "<script") {
			t.Errorf("%s run a script:\n%s", what, written)
		}
	}
	word, err := docx.Read(file.Bytes())
	if err != nil || word.Original() != d.Original() || len(word.Comments) != len(d.Comments) || word.Comments[0].Text != d.Comments[0].Text {
		t.Errorf("the Word file has %+v, %v", word, err)
	}
	marked, err := critic.Parse(critic.Format(d.Document))
	if err != nil || marked.Original() != d.Original() || marked.Clean() != d.Clean() {
		t.Errorf("the marks say %+v, %v", marked, err)
	}
}

// TestCaptionsOfOneSpeakerAreOneEntry: also where nobody is named, as while
// nobody has the floor.
func TestCaptionsOfOneSpeakerAreOneEntry(t *testing.T) {
	h := open(t, "T", "text")
	h.enters(kenya, "Amina", "Kenya", meeting.Chair)
	for _, c := range []meeting.Captioned{{Text: "Good morning."}, {Text: "We are in line 3."}, {Speaker: "Mali", Text: "Thank you,"}, {Speaker: "Mali", Text: "Chair."}, {Text: "Who else?"}} {
		h.happens(kenya, c)
	}
	h.happens(kenya, meeting.Adjourned{On: true})
	h.happens(kenya, meeting.Captioned{Text: "Until tomorrow."})
	var minutes strings.Builder
	if err := export.Minutes(context.Background(), &minutes, h.log, name, 0); err != nil {
		t.Fatal(err)
	}
	var got []string
	for l := range strings.Lines(minutes.String()) {
		if words, quoted := strings.CutPrefix(l, "  > "); quoted {
			got = append(got, strings.TrimSpace(words))
		}
	}
	if want := []string{">> SPEAKER: Good morning. We are in line 3.", ">> MALI: Thank you, Chair.", ">> SPEAKER: Who else?", ">> SPEAKER: Until tomorrow."}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAVersionThatThereIsNot(t *testing.T) {
	h := open(t, "T", "text")
	for _, v := range [][2]meeting.Version{{0, 3}, {3, 0}, {2, 1}} {
		if _, err := export.ReadDraft(context.Background(), h.log, name, v[0], v[1]); !errors.Is(err, export.ErrNoVersion) {
			t.Errorf("from %d to %d: got %v", v[0], v[1], err)
		}
	}
	if _, err := export.ReadDraft(context.Background(), h.log, "nobody", 0, 0); !errors.Is(err, export.ErrNoVersion) {
		t.Errorf("a meeting that is not there: got %v", err)
	}
}
