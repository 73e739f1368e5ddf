package voice

import "sync"

// wishes are what microphone and speaker the person wants now, in the form of
// Config, and what was chosen and is not in use yet.
type wishes struct {
	mu       sync.Mutex // guards the fields below
	mic, ear string
	newMic   *microphone
	newEar   *speaker
	changed  chan struct{} // holds one token when mic or ear changed
}

// UseMic speaks into another microphone from now on, asked for as in
// Config.Mic. The error is as Open's. A sound card is opened by and by; Status says
// what came of it.
func (v *Voice) UseMic(asked string) error {
	if err := sameFile(Config{Mic: asked, Ear: v.askedEar()}); err != nil {
		return err
	}
	m, err := micOf(asked)
	if err != nil {
		return err
	}
	v.wishes.mu.Lock()
	defer v.wishes.mu.Unlock()
	if old := v.wishes.newMic; old != nil {
		old.close()
	}
	v.wishes.mic, v.wishes.newMic = asked, m
	v.status.setMic(m.first)
	v.wishes.tell()
	return nil
}

// UseEar plays to another speaker from now on, asked for as in Config.Ear.
func (v *Voice) UseEar(asked string) error {
	if err := sameFile(Config{Mic: v.askedMic(), Ear: asked}); err != nil {
		return err
	}
	e, err := earOf(asked)
	if err != nil {
		return err
	}
	v.wishes.mu.Lock()
	defer v.wishes.mu.Unlock()
	if old := v.wishes.newEar; old != nil {
		_ = old.close() // nothing was played to it
	}
	v.wishes.ear, v.wishes.newEar = asked, e
	v.status.setEar(e.first)
	v.wishes.tell()
	return nil
}

// tell wakes who waits for something to be wanted. The caller holds w.mu.
func (w *wishes) tell() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (v *Voice) askedMic() string {
	v.wishes.mu.Lock()
	defer v.wishes.mu.Unlock()
	return v.wishes.mic
}

func (v *Voice) askedEar() string {
	v.wishes.mu.Lock()
	defer v.wishes.mu.Unlock()
	return v.wishes.ear
}

// chosenMic takes the microphone that was chosen since the last call, or nil.
func (w *wishes) chosenMic() *microphone {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.newMic
	w.newMic = nil
	return m
}

// chosenEar takes the speaker that was chosen since the last call, or nil.
func (w *wishes) chosenEar() *speaker {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.newEar
	w.newEar = nil
	return e
}

// changeMic puts the microphone into use that was chosen, if one was.
func (v *Voice) changeMic() {
	if m := v.wishes.chosenMic(); m != nil {
		v.dropMic()
		v.mic.abandon()
		v.mic = *m
		v.status.setMic(m.first)
		v.micEnded.Store(false)
	}
}

// changeEar puts the speaker into use that was chosen, if one was.
func (v *Voice) changeEar() {
	if e := v.wishes.chosenEar(); e != nil {
		v.dropEar(func(err error) { v.log.Debug("close speaker", "why", err) })
		if v.ear.port != nil {
			v.ear.port.abandon()
		}
		v.ear = *e
		v.status.setEar(e.first)
	}
}
