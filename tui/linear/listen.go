package linear

import (
	"errors"

	"parley/tui/sound"
)

// hearAll takes everything that is said, late, or the present.
func (f *front) hearAll(complete bool) error {
	if complete && f.Sound.Talking() {
		return errors.New(sound.SpeaksNow)
	}
	f.Sound.Listen(complete)
	f.out.say(done{Event: "done", Command: "listen", Text: sound.Listening(complete), spoken: sound.ListensWords(complete)})
	return nil
}

// hearNow goes back to the present: who asks for the floor has to hear it given.
func (f *front) hearNow() {
	if f.Sound != nil && f.Sound.Status().Complete {
		_ = f.hearAll(false) // low delay can always be had
	}
}
