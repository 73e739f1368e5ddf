package voice

import (
	"time"

	"parley/media/link"
)

// A weather is what one line has taught: it begins anew with the next.
type weather struct {
	ladder   ladder
	appetite appetite
	reports  uint64 // the server's, so far
	bytesIn  uint64
	at       time.Time
	told     time.Time // when the others were told how late we are
}

// adapt looks at the line, once a second, and settles how to speak and what to
// wish for. It runs in Run's goroutine.
func (v *Voice) adapt(now time.Time, line Line, w *weather, stats link.Stats) {
	v.speakAs(w.ladder.look(now, sight{
		reported: stats.RemoteReports != w.reports, loss: stats.RemoteLoss, trip: stats.RoundTrip, answers: stats.Answers,
		allowed: stats.Allowed, room: stats.Room,
	}))
	w.reports = stats.RemoteReports
	kbit := 0.0
	if d := now.Sub(w.at).Seconds(); !w.at.IsZero() && d > 0 {
		kbit = since(stats.BytesIn, w.bytesIn) * 8 / 1000 / d
	}
	w.bytesIn, w.at = stats.BytesIn, now
	w.appetite.tide.answered(stats.Answers)
	wish := w.appetite.look(now, stats.RoundTrip, kbit)
	if v.appetite.Swap(int64(wish)) != int64(wish) {
		v.log.Debug("another wish", "bit/s", wish)
	}
	v.tellMouth(now, w, stats.RoundTrip)
	v.hearMouths(stats)
	line.Wish(v.wish(wish))
}

// speakLess heeds at once what the server says that is to be sent less: a queue grows meanwhile.
func (v *Voice) speakLess(w *weather, stats link.Stats) {
	w.ladder.allowed, w.ladder.room = stats.Allowed, stats.Room
	v.speakAs(w.ladder.manner())
}

// speakAs settles how to speak.
func (v *Voice) speakAs(next manner) {
	if before := v.manner.Load(); next != *before {
		v.log.Debug("speech is sent in another manner", "step", next.step, "frames", next.frames, "bitrate", next.rate, "copies", next.depth)
		v.manner.Store(&next)
	}
}
