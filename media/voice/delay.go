package voice

import (
	"time"

	"parley/media/link"
)

// The way from mouth to ear: the speaker's microphone and encoder and way to the server,
// which their client says; our half of the round trip; the length of a packet; the jitter
// buffer; and our sound card.
const (
	// atMost is what the whole may be: ITU-T G.114 calls more unfit to talk over. aside is
	// what is kept of it for what comes and goes: a busy machine, a playout that has not shrunk yet.
	atMost = 400 * time.Millisecond
	aside  = 30 * time.Millisecond
	// someMouth is assumed of who does not say how late they are, as browsers: 15 ms for sound card
	// and encoder, and 25 ms for the way to the server.
	someMouth = 40 * time.Millisecond
	// lookahead is how far the encoder looks ahead (OPUS_GET_LOOKAHEAD at 48 kHz), and
	// halfTick how late a frame is noticed on average, at either end.
	lookahead = 6500 * time.Microsecond
	halfTick  = tick / 2
	// leastRoom is what mending may take at least: over a satellite, words that are
	// missing are worse than words that are even later.
	leastRoom = 150 * time.Millisecond

	// tellAfter is how often at most the others are told of a way that is longer or
	// shorter by tellFrom; tellSoon is the same for one that is by tellMuch, as a queue has come or gone.
	tellAfter, tellSoon = 10 * time.Second, 2 * time.Second
	tellFrom, tellMuch  = 10 * time.Millisecond, 50 * time.Millisecond
)

// elsewhere is what the way takes beside link, jitter buffer and packet; ear is how late our
// sound card is.
func (h *hearing) elsewhere(ear time.Duration) time.Duration {
	mouth := time.Duration(h.mouth.Load())
	if mouth == 0 {
		mouth = someMouth
	}
	return mouth + halfTick + ear
}

// latencyOf is how late a device is, which only a sound card is.
func latencyOf(device any) time.Duration {
	if d, is := device.(interface{ Latency() time.Duration }); is {
		return max(d.Latency(), 0)
	}
	return 0
}

// tellMouth settles what the others are told of how late our voice is at the server.
func (v *Voice) tellMouth(now time.Time, w *weather, trip time.Duration) {
	if !v.talk.Load() || trip == 0 {
		return
	}
	mouth := time.Duration(v.micLate.Load()) + halfTick + lookahead + trip/2
	changed, after := (mouth - time.Duration(v.told.Load())).Abs(), tellAfter
	if changed > tellMuch {
		after = tellSoon
	}
	if changed < tellFrom || !w.told.IsZero() && now.Sub(w.told) < after {
		return
	}
	w.told = now
	v.told.Store(int64(mouth))
}

// hearMouths takes in how late those are whom we hear.
func (v *Voice) hearMouths(stats link.Stats) {
	for i, h := range v.slots {
		h.mouth.Store(int64(stats.Mouths[i]))
	}
}
