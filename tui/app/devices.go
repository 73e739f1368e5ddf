package app

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/tui/palette"
	"parley/tui/sound"
	"parley/tui/word"
)

// devicesWithin is how long the sound system may take to answer.
const devicesWithin = 10 * time.Second

// useName begins the name of an item that takes a device; the kind and the
// device's name follow.
const useName = "use "

// devicesFound is the message of what devices there are.
type devicesFound struct {
	kind sound.Kind
	all  sound.Devices
	err  error
}

// deviceUsed is the message of what came of taking another device.
type deviceUsed struct {
	kind sound.Kind
	name string
	err  error
}

// findDevices looks what devices there are, and lists those of a kind.
func (m *Model) findDevices(k sound.Kind) tea.Cmd {
	m.say(note, word.Say("Looking which there are: ")+strings.ToLower(k.Title())+".")
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), devicesWithin)
		defer cancel()
		all, err := m.config.Sound.Devices(ctx)
		return devicesFound{k, all, err}
	}
}

// listDevices shows the devices to choose from.
func (m *Model) listDevices(found devicesFound) {
	if found.err != nil {
		m.say(refusal, word.Say("The sound devices cannot be listed: ")+plain(found.err.Error())+".")
		return
	}
	m.endAsk(false)
	now, title := m.sound.Mic, word.Say("WHICH MICROPHONE?")
	if found.kind == sound.Ear {
		now, title = m.sound.Ear, word.Say("WHICH LOUDSPEAKER?")
	}
	names, usual := found.all.Of(found.kind)
	item := func(name, title string) palette.Item {
		return palette.Item{Name: useName + string(found.kind) + " " + name, Title: title}
	}
	var items []palette.Item
	for _, name := range names {
		title := clean(name)
		if name == now.Name {
			title += word.Say(" (in use)")
		}
		items = append(items, item(name, title))
	}
	if usual != "" {
		items = append(items, item(sound.Usual, word.Say("Whatever is usual, now ")+clean(usual)))
	}
	items = append(items, item(sound.Nothing, word.Say("None")))
	m.over, m.overName = palette.Ask(m.theme, title, []string{word.Say("Now: ") + now.String() + word.Say(". Esc goes back.")}, items), "devices"
}

// useChosen takes the device that an item of that list means, and reports
// whether it was one.
func (m *Model) useChosen(item string) (tea.Cmd, bool) {
	rest, ok := strings.CutPrefix(item, useName)
	if !ok {
		return nil, false
	}
	kind, name, _ := strings.Cut(rest, " ")
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), devicesWithin)
		defer cancel()
		return deviceUsed{sound.Kind(kind), name, m.config.Sound.Use(ctx, sound.Kind(kind), name)}
	}, true
}

// tellUsed says what came of taking another device. That it works is said by
// what changes in the sound.
func (m *Model) tellUsed(used deviceUsed) {
	switch name := clean(used.name); {
	case used.err != nil:
		m.say(refusal, used.kind.Title()+word.Say(": ")+plain(used.err.Error())+".")
	case used.name == sound.Usual:
		m.say(note, used.kind.Title()+word.Say(": the usual one."))
	default:
		m.say(note, used.kind.Title()+word.Say(": ")+name+".")
	}
}

// trySound records the microphone and plays it to the person. How it goes is
// said by what changes in the sound.
func (m *Model) trySound() {
	if err := m.config.Sound.Try(); err != nil {
		m.say(refusal, word.Say("The sound cannot be tried now: ")+plain(err.Error())+".")
		return
	}
	m.sound = m.config.Sound.Status()
	m.say(note, sound.Ended(m.sound.Trial.String()))
}

// turnGuard sets the echo guard to its next mode.
func (m *Model) turnGuard() {
	next := map[string]string{"auto": "on", "on": "off", "off": "auto"}[m.sound.Guard]
	m.config.Sound.SetGuard(next)
	m.sound = m.config.Sound.Status()
	m.say(note, word.Say("Echo guard ")+next+word.Say(": ")+map[string]string{
		"auto": word.Say("while others are heard by a loudspeaker your microphone is held down, unless you speak up."),
		"on":   word.Say("while others are heard your microphone is held down, unless you speak up, also with a headset."),
		"off":  word.Say("your microphone is never held down."),
	}[next])
}

// turnListening goes from low delay to complete listening, or back.
func (m *Model) turnListening() {
	complete := !m.sound.Complete
	if complete && m.config.Sound.Talking() {
		m.say(refusal, sentence(word.Say(sound.SpeaksNow)))
		return
	}
	m.config.Sound.Listen(complete)
	m.sound = m.config.Sound.Status()
	m.say(note, sound.ListensWords(complete))
}
