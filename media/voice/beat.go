package voice

import (
	"context"
	"time"

	"parley/media/pcm"
)

// beat runs until ctx ends and owns microphone and speaker. Both are looked after on one
// goroutine and at one beat, so that a frame each way wakes the machine once.
func (v *Voice) beat(ctx context.Context) {
	defer v.end()
	v.began = time.Now()
	mic, ear := newClockwork(v.began, &v.micAlarm), newClockwork(v.began, &v.earAlarm)
	timer := time.NewTimer(tick)
	defer timer.Stop()
	for {
		talks, heard := false, false
		select {
		case <-ctx.Done():
			v.playoutTick(time.Now()) // a recording is whole
			return
		case <-timer.C:
		case <-v.micAlarm.rung:
			talks = true
		case <-v.earAlarm.rung:
			heard = true
		}
		now := time.Now()
		if ear.due(now, heard) {
			v.collect(&ear)
		}
		if mic.due(now, talks) {
			v.captureTick(ctx, mic.beat(now), v.talk.Load() && !mic.rests())
			mic.wind(now, v.pauseIn)
		}
		if ear.due(now, heard) {
			v.earTick(ctx, now, &ear)
		}
		next := mic.next
		if ear.next.Before(next) {
			next = ear.next
		}
		timer.Reset(time.Until(next))
	}
}

// end gives microphone and speaker back.
func (v *Voice) end() {
	v.ear.finish()
	v.closeEar()
	v.closeMic()
	v.earGoes.wait()
	v.micGoes.wait()
}

// onFrame is the last beat up to now at which a frame is due of what the clock paces: the same for
// microphone and speaker.
func (v *Voice) onFrame(now time.Time) time.Time {
	if v.began.IsZero() {
		return now
	}
	return now.Add(-(now.Sub(v.began) % pcm.FrameTime))
}

// collect takes in what the line has brought.
func (v *Voice) collect(ear *clockwork) {
	if line := v.current(); line != nil && !ear.rests() {
		line.Collect()
	}
}

// earTick looks after the speaker, once.
func (v *Voice) earTick(ctx context.Context, now time.Time, ear *clockwork) {
	v.changeEar()
	v.tendEar(ctx, now)
	if v.playoutTick(ear.beat(now)); !ear.rests() {
		v.askAgain(now)
	}
	ear.wind(now, v.pauseOut)
	if line := v.current(); line != nil && ear.rests() {
		line.Await() // a packet is to be noticed
	}
}
