package session_test

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/session"
)

// undoing is a meeting of two for a case of undo.
type undoing struct {
	*testing.T
	h           *hubs
	n           *network
	amina, brun *delegate
	kept        string // Amina's file of what is not answered
}

// starts begins Amina's program.
func (u *undoing) starts() {
	u.amina = sitWith(u.T, u.n, 1, 0, collabtest.Weather{Delay: 40 * time.Millisecond}, session.Config{Link: link, Keep: u.kept})
	u.amina.do(func() { u.amina.quiet = true })
}

// startsAgain kills Amina's program and starts the next.
func (u *undoing) startsAgain() {
	u.kept = killed(u.T, u.kept)
	u.n.Cut() // it says no goodbye
	u.amina.offline.Store(true)
	u.amina.leave()
	u.starts()
	time.Sleep(settled)
}

// settled is how long until everybody has everything, a lost line and its
// retry included.
const settled = 20 * time.Second

// edits has a person replace some letters of the text that they see; what
// others do at the same moment has not come yet.
func (u *undoing) edits(d *delegate, at, remove int, insert string) {
	d.do(func() {
		now := time.Now()
		if err := d.seat.EditWhole(delta.Replace(d.seat.Text().Len(), at, remove, insert), now); err != nil {
			u.Error(err)
		}
	})
}

// undoes has Amina take back her last step, or do it again.
func (u *undoing) undoes(redo bool) {
	u.amina.do(func() {
		step := u.amina.seat.Undo
		if redo {
			step = u.amina.seat.Redo
		}
		if _, ok := step(time.Now()); !ok {
			u.Error("she had nothing to take back")
		}
	})
}

// undoCases are what becomes of people's text when one of them takes something
// back. Each does what comes before, and says what must come of it.
var undoCases = []struct {
	name string
	do   func(u *undoing)
	redo bool // the undo is undone, too
	want string
}{
	{"somebody else typed inside a word: only one's own letters go", func(u *undoing) {
		u.edits(u.amina, 3, 0, "HELLO")
		time.Sleep(settled)
		u.edits(u.brun, 5, 0, "WORLD")
	}, false, "TheWORLD Parties shall cooperate."},
	{"somebody typed in a word while it was deleted: it is back around their text", func(u *undoing) {
		u.edits(u.amina, 12, 5, "")
		u.edits(u.brun, 13, 0, "NEW")
	}, false, "The Parties sNEWhall cooperate."},
	{"somebody deleted one of the letters: it stays deleted after undo and redo", func(u *undoing) {
		u.edits(u.amina, 0, 0, "abc")
		time.Sleep(settled)
		u.edits(u.brun, 1, 1, "")
	}, true, "acThe Parties shall cooperate."},
	{"both replaced the same word: the other's stays, the word stays deleted", func(u *undoing) {
		u.edits(u.amina, 12, 5, "must")
		u.edits(u.brun, 12, 5, "will")
	}, false, "The Parties will cooperate."},
	{"somebody typed elsewhere: their text stays", func(u *undoing) {
		u.edits(u.amina, 0, 0, "AAA")
		time.Sleep(settled)
		u.edits(u.brun, 0, 0, "BBB")
	}, false, "BBBThe Parties shall cooperate."},
}

func TestUndoTakesBackOnlyOnesOwnWhateverBecomesOfTheLine(t *testing.T) {
	for name, between := range map[string]func(u *undoing){
		"the line stays": func(u *undoing) {},
		"after a lost line": func(u *undoing) {
			u.n.Cut()
			time.Sleep(settled)
		},
		"while there is no line": func(u *undoing) { // until the test is about to compare
			u.amina.offline.Store(true)
			u.n.Cut()
		},
		"after joining afresh": func(u *undoing) {
			u.amina.do(func() { u.amina.Resync(u.amina.seat.Version()) })
			time.Sleep(settled)
		},
		"after her program was killed, when all was received": func(u *undoing) {
			time.Sleep(settled)
			u.startsAgain()
		},
		"after her program was killed, when it had no line": func(u *undoing) {
			u.amina.offline.Store(true)
			u.n.Cut()
			time.Sleep(settled)
			u.startsAgain()
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(1)
				undoEach(t, n, openHub(t, n), between)
			})
		})
	}
}

func TestUndoTakesBackOnlyOnesOwnAfterTheServerWasStartedAgainOnItsDisk(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		var store *eventlog.Jet
		h := &hubs{t: t, n: n}
		h.reopen = func() {
			var err error
			if store != nil {
				store.Close()
			}
			if store, err = eventlog.Open(dir); err != nil {
				t.Fatal(err)
			}
			h.log = store
		}
		h.reopen()
		h.start()
		undoEach(t, n, h, func(u *undoing) {
			time.Sleep(settled)
			h.restart()
			time.Sleep(settled)
		})
		store.Close()
		time.Sleep(10 * time.Second) // the log's last timers
	})
}

// undoEach tries the cases one after the other, each on the text as it was at
// first.
func undoEach(t *testing.T, n *network, h *hubs, between func(u *undoing)) {
	u := &undoing{T: t, h: h, n: n, kept: filepath.Join(t.TempDir(), "unsent")}
	u.starts()
	u.brun = sit(t, n, 1, 1, collabtest.Weather{Delay: 40 * time.Millisecond})
	u.brun.do(func() { u.brun.quiet = true })
	time.Sleep(settled)
	for _, tt := range undoCases {
		tt.do(u)
		between(u)
		if !u.amina.offline.Load() {
			time.Sleep(settled)
		}
		u.undoes(false)
		if tt.redo {
			u.undoes(true)
		}
		u.amina.offline.Store(false)
		time.Sleep(settled)
		truth := settle(t, h, []*delegate{u.amina, u.brun})
		rest := draft[len("The Parties shall cooperate."):]
		if got := truth.Text().String(); got != tt.want+rest {
			t.Errorf("%s: got %q, want %q", tt.name, got[:len(got)-len(rest)], tt.want)
		}
		for _, d := range []*delegate{u.amina, u.brun} {
			d.do(func() {
				if got, want := d.seat.Text().String(), truth.Text().String(); got != want || d.refused > 0 {
					t.Errorf("%s: %s has %q, the log says %q; %d refused", tt.name, d.name, got, want, d.refused)
				}
			})
		}
		u.edits(u.amina, 0, truth.Text().Len(), draft) // for the next
		time.Sleep(settled)
	}
	u.amina.leave()
	u.brun.leave()
	h.close()
}
