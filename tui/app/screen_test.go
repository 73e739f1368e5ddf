package app_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/meeting"
	"parley/tui/app"
	"parley/tui/sound"
)

// inMeeting runs a test in virtual time.
func inMeeting(t *testing.T, name string, test func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

// busy makes a meeting in which something has happened.
func busy(b *bench) {
	b.types(amina, "should facilitate", "shall or ")
	b.other(amina, meeting.Said{Text: "We can live with \"shall\"."})
	b.other(chair, meeting.Said{Text: "Noted. Ghana?"})
	b.Send(meeting.Roster{Present: 3, People: []meeting.Present{{Person: chair}, {Person: amina, Talking: true}, {Person: you}}})
	b.Send(meeting.Pointed{By: amina.Number, Base: b.log.Head(), At: 60, Anchor: 60})
	b.voice.set(func(is *sound.Status) {
		is.Slots[2] = sound.Slot{Speaker: uint32(amina.Number), Level: -24, Active: true}
	})
	time.Sleep(time.Second)
}

func TestScreens(t *testing.T) {
	inMeeting(t, "80x24", func(t *testing.T) {
		b := join(t, 80, 24)
		busy(b)
		b.Press(down, down, down, down)
		b.golden("reading-80x24")
	})
	inMeeting(t, "200x50", func(t *testing.T) {
		b := join(t, 200, 50)
		busy(b)
		b.golden("reading-200x50")
	})
	inMeeting(t, "120x40, host, writing", func(t *testing.T) {
		b := join(t, 120, 40, func(c *app.Config) {
			c.Invite = "parley://meet.example.org:7443/AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA#ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A"
			c.Writing = true
		})
		busy(b)
		b.Type("Draft 2. ")
		b.golden("writing-120x40")
	})
	inMeeting(t, "host at the start, 80x24", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) {
			c.Invite = "parley://meet.example.org:7443/AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA#ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A"
			c.Notice = "The meeting is open. Send the link to those you invite."
		})
		b.golden("host-80x24")
	})
	inMeeting(t, "one pane, 60x16", func(t *testing.T) {
		b := join(t, 60, 16)
		busy(b)
		b.golden("draft-60x16")
		b.Press(tab)
		b.golden("chat-60x16")
		b.Press(tab)
		b.golden("people-60x16")
		b.Press(tab, tab, tab, tab)
		b.golden("draft-60x16")
	})
	inMeeting(t, "joining", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.voice.set(func(is *sound.Status) { *is = sound.Status{State: sound.Connecting} })
		time.Sleep(200 * time.Millisecond)
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Attempt: 2, Since: time.Now(), Next: time.Now().Add(3 * time.Second), Why: errors.New("dial meet.example.org:7443: connection refused")})
		b.golden("joining-80x24")
	})
	inMeeting(t, "palette", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('p')
		b.golden("palette-80x24")
		b.Type("undo")
		b.golden("palette-undo-80x24")
	})
	inMeeting(t, "what can be done here", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(enter)
		b.golden("here-80x24")
	})
	inMeeting(t, "help", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(f1)
		b.golden("help-80x24")
	})
	inMeeting(t, "leave", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("i")
		b.Type("abc")
		b.Ctrl('c')
		b.golden("leave-80x24")
	})
	inMeeting(t, "too small", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Resize(39, 9)
		b.golden("small-39x9")
	})
	inMeeting(t, "link lost", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Send(meeting.Kept{})
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Attempt: 3, Since: time.Now(), Next: time.Now().Add(15 * time.Second), Why: errors.New("no route to host")})
		time.Sleep(12 * time.Second)
		b.golden("lost-80x24")
	})
	inMeeting(t, "status", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('p')
		b.Type("status\n")
		b.golden("status-80x24")
	})
}
