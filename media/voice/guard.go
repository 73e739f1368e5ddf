package voice

import (
	"sync/atomic"

	"parley/media/echo"
	"parley/media/pcm"
)

// A guard has the echo guard between the goroutine that plays and the one that
// captures.
type guard struct {
	wish atomic.Int32 // an echo.Mode
	far  meter        // what is played; playout notes, capture reads
	held atomic.Bool

	// The rest belongs to the beat.
	echo *echo.Guard
	ear  string // the speaker that it has learnt about
}

func (g *guard) init() { g.far.reset() }

func (g *guard) mode() echo.Mode { return echo.Mode(g.wish.Load()) }

// played takes in the level of a frame that is given to the speaker.
func (g *guard) played(level float64) { g.far.note(level) }

// Guard sets when the echo guard is at work.
func (v *Voice) Guard(m echo.Mode) { v.guard.wish.Store(int32(m)) }

// echoes reports whether a frame of the microphone, which is so loud, is to be
// held back because it may be what the speaker plays. Only sound cards hear each
// other.
func (v *Voice) echoes(level float64) bool {
	g := &v.guard
	ear := v.status.earCard()
	if v.mic.port == nil || ear == "" || !g.mode().Guards(ear) {
		g.held.Store(false)
		return false
	}
	if g.echo == nil || g.ear != ear {
		g.echo, g.ear = echo.New(), ear
	}
	hold := g.echo.Hold(max(g.far.read(), pcm.Quietest), level)
	g.held.Store(hold)
	return hold
}

// earCard is the name of the sound card that plays, "" if none does.
func (b *board) earCard() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown.Ear.State != Working || !b.shown.Ear.Card {
		return ""
	}
	return b.shown.Ear.Name
}
