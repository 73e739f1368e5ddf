package app_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/app"
	"parley/tui/sound"
	"parley/tui/theme"
	"parley/tui/tuitest"
)

var update = flag.Bool("update", false, "write the screens in testdata anew")

// A wire is the way to a server that is the test itself.
type wire struct {
	mu   sync.Mutex // guards told
	told told
}

// What the screen told its line.
type told struct {
	sent    []meeting.Command
	pointed []meeting.Pointed
	talk    []bool
	asked   []int
	looked  []string
	resyncs int
	answers []string

	inquiries []meeting.Inquiry
}

func (w *wire) note(f func(*told)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f(&w.told)
}

// soFar returns what the screen told until now.
func (w *wire) soFar() (t told) {
	w.note(func(all *told) { t = *all })
	return t
}

func (w *wire) Send(c meeting.Command) { w.note(func(t *told) { t.sent = append(t.sent, c) }) }
func (w *wire) Point(base meeting.Version, at, anchor int, left bool) {
	w.note(func(t *told) {
		t.pointed = append(t.pointed, meeting.Pointed{Base: base, At: at, Anchor: anchor, Left: left})
	})
}
func (w *wire) Talk(on bool) { w.note(func(t *told) { t.talk = append(t.talk, on) }) }
func (w *wire) AskRoster(from int, words string) {
	w.note(func(t *told) { t.asked, t.looked = append(t.asked, from), append(t.looked, words) })
}
func (w *wire) Answer(admit bool, who ...uint32) {
	w.note(func(t *told) { t.answers = append(t.answers, fmt.Sprint(admit, who)) })
}
func (w *wire) Inquire(q meeting.Inquiry) {
	w.note(func(t *told) { t.inquiries = append(t.inquiries, q) })
}
func (w *wire) Resync(meeting.Version) { w.note(func(t *told) { t.resyncs++ }) }

// A voice is a sound without sound.
type voice struct {
	mu   sync.Mutex // guards all of it
	on   bool
	is   sound.Status
	used string
	news chan struct{} // nil: it tells nothing by itself
}

func (v *voice) Talk(on bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.on = on
}

func (v *voice) Talking() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.on
}

func (v *voice) Status() sound.Status {
	v.mu.Lock()
	defer v.mu.Unlock()
	is := v.is
	is.Slots = slices.Clone(v.is.Slots)
	return is
}

func (v *voice) Devices(context.Context) (sound.Devices, error) {
	return sound.Devices{Mics: []string{"USB headset", "Built-in"}, Ears: []string{"USB headset"}, UsualMic: "Built-in", UsualEar: "USB headset"}, nil
}

func (v *voice) Use(_ context.Context, k sound.Kind, name string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.used = string(k) + " " + name
	return nil
}

func (v *voice) Try() error {
	v.set(func(is *sound.Status) { is.Trial = sound.Trial{Phase: sound.Recording} })
	return nil
}

func (v *voice) News() <-chan struct{} { return v.news }
func (v *voice) Listen(complete bool)  { v.set(func(is *sound.Status) { is.Complete = complete }) }
func (v *voice) Rest(on bool) {
	v.set(func(is *sound.Status) {
		if is.State = sound.Connected; on {
			is.State, is.Why = sound.Off, errors.New("the limit for data is used up")
		}
	})
}

func (v *voice) SetGuard(mode string) { v.set(func(is *sound.Status) { is.Guard = mode }) }

func (v *voice) set(change func(*sound.Status)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	change(&v.is)
}

// works is a sound that is connected with everything in order.
func works() *voice {
	return &voice{is: sound.Status{
		State: sound.Connected, Mic: sound.Device{Name: "USB headset", State: sound.Working}, Ear: sound.Device{Name: "USB headset", State: sound.Working},
		MicLevel: -127, RoundTrip: 84 * time.Millisecond, KbitIn: 11.6, KbitOut: 0.4, Slots: make([]sound.Slot, 4), Guard: "auto",
	}}
}

const draft = `The ad hoc group on Resolution 50,

resolves

that Member States should facilitate access to affordable broadband connectivity, taking into account national and regional circumstances;
to encourage Sector Members to report annually;
to invite academia to contribute,

instructs the Director

to prepare a report by 2028;
to publish the report in the six official languages.`

var (
	chair = meeting.Person{Number: 1, Session: meeting.Session{1}, Name: "Béla Kun", Delegation: "Hungary", Role: meeting.Chair}
	amina = meeting.Person{Number: 2, Session: meeting.Session{2}, Name: "Amina Odhiambo", Delegation: "Kenya", Role: meeting.Delegate}
	you   = meeting.Person{Number: 3, Session: meeting.Session{3}, Name: "Kofi Mensah", Delegation: "Ghana", Role: meeting.Delegate}
)

// A bench is a screen with the test on the other side of everything.
type bench struct {
	*tuitest.Screen
	t     *testing.T
	wire  *wire
	voice *voice
	model *app.Model
	log   *meeting.State // as the server has it
	me    meeting.Person
	taken int // of wire.sent
}

// sit starts a screen whose line is not up yet.
func sit(t *testing.T, w, h int, change ...func(*app.Config)) *bench {
	t.Helper()
	t.Cleanup(func() { time.Sleep(10 * time.Second) }) // past the last beat
	b := &bench{t: t, wire: &wire{}, voice: works(), log: meeting.New(), me: you}
	c := app.Config{Line: b.wire, Sound: b.voice, Now: func() time.Time { return time.Now().UTC() }, Terminal: theme.Terminal{}}
	for _, f := range change {
		f(&c)
	}
	b.model = app.New(c)
	b.happens(0, 0, meeting.Opened{Title: "Res. 50 ad hoc", Text: draft})
	b.happens(0, 0, meeting.Served{First: 1})
	b.happens(1, 0, meeting.Entered{Person: chair})
	b.happens(2, 0, meeting.Entered{Person: amina})
	b.Screen = tuitest.Run(t, b.model, w, h)
	return b
}

// join starts a screen in the middle of a meeting.
func join(t *testing.T, w, h int, change ...func(*app.Config)) *bench {
	t.Helper()
	b := sit(t, w, h, change...)
	b.up()
	b.welcome()
	return b
}

func (b *bench) up() {
	b.Send(meeting.LinkChanged{State: meeting.Up, Since: time.Now(), RoundTrip: 80 * time.Millisecond})
}

func (b *bench) welcome() {
	b.Send(meeting.Welcome{You: b.me, Title: b.log.Title(), Head: b.log.Head(), Snapshot: b.log.Snapshot(b.log.Head()), Present: 3})
}

// happens puts an event into the server's log and returns it.
func (b *bench) happens(by text.Author, command uint64, what meeting.What) meeting.Event {
	b.t.Helper()
	e := meeting.Event{Number: b.log.Head() + 1, At: time.Now().UTC(), By: by, Command: command, Base: b.log.Head(), What: what}
	if err := b.log.Apply(e); err != nil {
		b.t.Fatal(err)
	}
	return e
}

// other has somebody else do something, and the screen hear of it.
func (b *bench) other(by meeting.Person, what meeting.What) {
	b.t.Helper()
	b.Send(meeting.Happened{Event: b.happens(by.Number, uint64(b.log.Head()), what)})
}

// types has somebody else write words into the draft.
func (b *bench) types(by meeting.Person, before, words string) {
	b.t.Helper()
	whole := b.log.Text().String()
	at := strings.Index(whole, before)
	if at < 0 {
		b.t.Fatalf("no %q in the draft", before)
	}
	at = len([]rune(whole[:at]))
	b.other(by, meeting.Edited{Delta: delta.Replace(b.log.Text().Len(), at, 0, words)})
}

// accept has the server take everything that was sent so far.
func (b *bench) accept() {
	b.t.Helper()
	b.Text() // lets what was typed be sent
	time.Sleep(300 * time.Millisecond)
	b.Text()
	sent := b.wire.soFar().sent[b.taken:]
	for _, c := range sent {
		if _, known := b.log.Person(b.me.Number); !known {
			b.Send(meeting.Happened{Event: b.happens(b.me.Number, 0, meeting.Entered{Person: b.me})})
		}
		e := meeting.Event{Number: b.log.Head() + 1, At: time.Now().UTC(), By: b.me.Number, Command: c.Number, Base: c.Base, What: c.Happens()}
		if err := b.log.Apply(e); err != nil {
			b.t.Fatal(err)
		}
		b.Send(meeting.Accepted{Command: c.Number, Number: e.Number, At: e.At})
	}
	b.taken += len(sent)
}

// told lets everything settle and returns what the screen told its line.
func (b *bench) told() told {
	b.Text()
	return b.wire.soFar()
}

// golden compares the screen with testdata/NAME.txt.
func (b *bench) golden(name string) {
	b.t.Helper()
	b.goldenOf(name, b.Text()+"\n")
}

func (b *bench) goldenOf(name, got string) {
	b.t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			b.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		b.t.Fatal(err)
	}
	if got != string(want) {
		b.t.Errorf("the screen is not that of %s (-update writes it anew). got\n%s\nwant\n%s", file, got, want)
	}
}

// shows checks that the words are on the screen.
func (b *bench) shows(words string) {
	b.t.Helper()
	if got := b.Text(); !strings.Contains(got, words) {
		b.t.Errorf("%q is not on the screen:\n%s", words, got)
	}
}

// hides checks that the words are not on the screen.
func (b *bench) hides(words string) {
	b.t.Helper()
	if got := b.Text(); strings.Contains(got, words) {
		b.t.Errorf("%q is on the screen:\n%s", words, got)
	}
}

var (
	enter = tea.Key{Code: tea.KeyEnter}
	esc   = tea.Key{Code: tea.KeyEscape}
	tab   = tea.Key{Code: tea.KeyTab}
	down  = tea.Key{Code: tea.KeyDown}
	f1    = tea.Key{Code: tea.KeyF1}
)
