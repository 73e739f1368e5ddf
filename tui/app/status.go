package app

import (
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/sound"
	"parley/tui/statusbar"
	"parley/tui/word"
)

// facts are what the status line says.
func (m *Model) facts() statusbar.Facts {
	link := m.seat.Link()
	floor, place := m.floorFacts()
	f := statusbar.Facts{
		Title: clean(m.seat.Title()), Floor: floor, Place: place, Mic: m.mic(), Link: m.quality(),
		LostFor: m.now().Sub(link.Since), RoundTrip: link.RoundTrip,
		Waiting: m.waiting(), Present: m.seat.Present(),
	}
	if f.Title == "" {
		f.Title = "Parley"
	}
	if f.Mic == statusbar.MicOn {
		f.Level = word.Say(statusbar.Loudness(m.sound.MicLevel))
	}
	if m.sound.State == sound.Connected && m.sound.RoundTrip > 0 {
		f.RoundTrip = m.sound.RoundTrip
	}
	if m.sound.State == sound.Connected {
		f.Path = m.sound.Path
	}
	in, out := m.traffic.rates(m.now())
	f.In, f.Out = in+m.sound.KbitIn, out+m.sound.KbitOut
	return f
}

// floorName is who is heard now, "" for nobody.
func (m *Model) floorName() string {
	switch {
	case m.heard.speaker == 0:
		return ""
	case m.heard.speaker == uint32(m.seat.Me().Number):
		return "you"
	}
	return m.lookOf(text.Author(m.heard.speaker)).voice
}

func (m *Model) nameOf(speaker uint32) string { return m.lookOf(text.Author(speaker)).name }

func (m *Model) mic() statusbar.Mic {
	switch {
	case m.config.Sound == nil || m.sound.Mic.State != sound.Working:
		return statusbar.MicNone
	case !m.config.Sound.Talking():
		return statusbar.MicOff
	case m.sound.State != sound.Connected:
		return statusbar.MicWait
	}
	return statusbar.MicOn
}

// quality is how good the link is. The line for the text decides whether there
// is one at all, the sound how good it is.
func (m *Model) quality() statusbar.Quality {
	link := m.seat.Link()
	switch {
	case link.State != meeting.Up && !m.seat.Joined():
		return statusbar.Calling
	case link.State != meeting.Up:
		return statusbar.Lost
	case m.sound.State != sound.Connected:
		return statusbar.TextOnly
	}
	return statusbar.Judge(max(m.sound.RoundTrip, link.RoundTrip), m.sound.Loss)
}

// traffic is how fast text comes and goes, from the counts that come with what
// the line says of itself.
type traffic struct {
	in, out         uint64 // bytes, as last counted
	at              time.Time
	kbitIn, kbitOut float64
}

// Counts closer together than trafficStep make no rate, and one older than
// trafficStale is no news.
const (
	trafficStep  = time.Second
	trafficStale = 15 * time.Second
)

func (t *traffic) count(l meeting.LinkChanged, now time.Time) {
	span := now.Sub(t.at)
	if t.at.IsZero() || l.In < t.in || l.Out < t.out {
		*t = traffic{in: l.In, out: l.Out, at: now}
		return
	}
	if span < trafficStep {
		return
	}
	kbit := func(bytes uint64) float64 { return float64(bytes) * 8 / 1000 / span.Seconds() }
	*t = traffic{l.In, l.Out, now, kbit(l.In - t.in), kbit(l.Out - t.out)}
}

// rates are in kbit/s.
func (t *traffic) rates(now time.Time) (in, out float64) {
	if now.Sub(t.at) > trafficStale {
		return 0, 0
	}
	return t.kbitIn, t.kbitOut
}

// soundWords are how the sound is, in full.
func (m *Model) soundWords() string {
	if m.config.Sound == nil {
		return word.Say("none, this client carries text only")
	}
	return m.sound.Words()
}
