package voice

import (
	"context"
	"time"

	"parley/media/pcm"
)

// tick is how often microphone and speaker are looked after: twice a frame.
const tick = pcm.FrameTime / 2

// closeMic ends the use of microphones.
func (v *Voice) closeMic() {
	v.dropMic()
	if v.mic.port != nil {
		v.mic.port.finish()
	}
	if m := v.wishes.chosenMic(); m != nil {
		m.close()
	}
}

// captureTick brings what the microphone has heard since the last onto the line, if talk was open
// meanwhile.
func (v *Voice) captureTick(ctx context.Context, now time.Time, open bool) {
	v.mic.open = open
	v.changeMic()
	v.tendMic(ctx, now)
	v.endTrial(now)
	v.listen(now, open && v.line.Load() != nil, v.heard, v.idle)
	if mute := v.mic.port != nil && v.mic.source != nil && v.mic.hush.note(v.mic.loudest, now); v.micMute.Swap(mute) != mute {
		v.status.tell()
	}
	v.mic.loudest = pcm.Quietest
	v.micLate.Store(int64(latencyOf(v.mic.source)))
}

// heard sends a frame if talk is open.
func (v *Voice) heard(f *pcm.Frame) {
	level := pcm.Level(f[:])
	v.micLevel.note(level)
	v.mic.loudest = max(v.mic.loudest, level)
	line, echoes := v.current(), v.echoes(level)
	if v.takesTrial(f, level) || line == nil || !v.mic.open {
		v.holdMouth(line)
		return
	}
	if echoes {
		clear(f[:])
		level = pcm.Quietest
	}
	if err := v.mouth.say(line, f, level, *v.manner.Load()); err != nil {
		v.log.Debug("frame not sent", "why", err) // if the line is gone, it says so itself
	}
}

// idle lets a frame's time pass in which nothing was heard.
func (v *Voice) idle() {
	v.micLevel.note(pcm.Quietest)
	v.holdMouth(v.current())
}

// holdMouth lets a frame's time pass in which nothing is said.
func (v *Voice) holdMouth(line Line) {
	if err := v.mouth.hold(line); err != nil {
		v.log.Debug("frame not sent", "why", err)
	}
}
