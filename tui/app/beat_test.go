package app_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/app"
	"parley/tui/sound"
)

// A screen that has slept beats each ten seconds; what is typed then is sent as soon
// as ever.
func TestWhatIsTypedFirstAfterALongRestIsNotLate(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Sound = nil })
		time.Sleep(30*time.Second + 10*time.Millisecond)
		b.Type("ia")
		time.Sleep(500 * time.Millisecond)
		b.told()
		sent := b.wire.soFar().sent
		if len(sent) != 1 {
			t.Fatalf("half a second later %d commands are sent, want the edit", len(sent))
		}
		if _, edit := sent[0].Ask.(meeting.Edit); !edit {
			t.Errorf("sent %+v", sent[0])
		}
	})
}

// instants has it counted at how many moments of virtual time a screen does
// anything.
func instants(count *atomic.Int64) func(*app.Config) {
	return func(c *app.Config) {
		var last time.Time
		if v, tells := c.Sound.(*voice); !tells || v.news == nil {
			c.Sound = nil
		}
		c.Now = func() time.Time {
			count.Add(0) // what the test has done comes before
			now := time.Now().UTC()
			if !now.Equal(last) {
				last = now
				count.Add(1)
			}
			return now
		}
	}
}

func TestAScreenOnWhichNothingMovesLetsTheMachineSleep(t *testing.T) {
	for _, tt := range []struct {
		name string
		so   func(b *bench)
		most int // moments in two minutes
	}{
		{"nothing happens", func(*bench) {}, 12},
		{"something did", func(b *bench) { b.other(amina, meeting.Said{Text: "Good morning."}) }, 12},
		{"the link is lost", func(b *bench) { b.Send(lostJustNow()) }, 120},
		{"somebody has the floor", gives, 120},
	} {
		inMeeting(t, tt.name, func(t *testing.T) {
			var moments atomic.Int64
			b := join(t, 80, 24, instants(&moments))
			tt.so(b)
			time.Sleep(time.Minute)
			synctest.Wait()
			before := moments.Load()
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			if got := int(moments.Load() - before); got > tt.most {
				t.Errorf("it woke %d times in two minutes, want %d at most", got, tt.most)
			}
		})
	}
}

func lostJustNow() meeting.LinkChanged {
	return meeting.LinkChanged{State: meeting.Waiting, Attempt: 3, Since: time.Now(), Next: time.Now().Add(12345 * time.Millisecond), Why: errors.New("no route to host")}
}

func gives(b *bench) {
	b.other(amina, meeting.Floored{Act: floor.Ask{}})
	time.Sleep(432 * time.Millisecond)
	b.other(chair, meeting.Floored{Act: floor.Give{}})
}

// However seldom it is drawn, what is on the screen is what it would be if it were
// drawn now.
func TestASleepingScreenShowsNothingThatIsNotSoAnyMore(t *testing.T) {
	for _, tt := range []struct {
		name  string
		begin func(t *testing.T, w, h int, change ...func(*app.Config)) *bench
		so    func(b *bench)
	}{
		{"a message goes", join, func(b *bench) { b.other(amina, meeting.Said{Text: "Good morning."}) }},
		{"the link is lost", join, func(b *bench) { b.Send(lostJustNow()) }},
		{"there was none yet", sit, func(b *bench) { b.Send(lostJustNow()) }},
		{"somebody has the floor for a minute", join, func(b *bench) {
			b.other(chair, meeting.Floored{Act: floor.Limit{Per: time.Minute}})
			gives(b)
		}},
		{"who waits has lost the link", join, func(b *bench) {
			b.other(amina, meeting.Floored{Act: floor.Ask{}})
			b.Send(meeting.Missing{People: []meeting.Lost{{Person: amina.Number, Since: time.Now().Add(-321 * time.Millisecond)}}})
		}},
		{"captions go", join, func(b *bench) { b.other(chair, meeting.Captioned{Text: "resolves that Member States"}) }},
		{"traffic is no news any more", join, func(b *bench) {
			b.Send(meeting.LinkChanged{State: meeting.Up, Since: time.Now(), In: 1000, Out: 1000})
			time.Sleep(1234 * time.Millisecond)
			b.Send(meeting.LinkChanged{State: meeting.Up, Since: time.Now(), In: 9000, Out: 9000})
		}},
	} {
		inMeeting(t, tt.name, func(t *testing.T) {
			var moments atomic.Int64
			b := tt.begin(t, 120, 40, instants(&moments))
			time.Sleep(11 * time.Second)
			tt.so(b)
			began := time.Now()
			time.Sleep(237 * time.Millisecond) // what has come is looked after a tenth of a second later
			first, moved := b.Text(), false
			for time.Since(began) < 130*time.Second {
				time.Sleep(1950 * time.Millisecond)
				shown := b.Text()
				now := b.model.Fresh()
				moments.Add(0) // before the screen goes on
				if shown != now {
					t.Fatalf("%v later the screen is\n%s\nand should be\n%s", time.Since(began), shown, now)
				}
				moved = moved || shown != first
			}
			if !moved {
				t.Error("nothing has moved, which shows nothing")
			}
		})
	}
}

// A sound that tells of its news lets the screen sleep, and who begins to speak is
// named as soon as ever.
func TestASoundThatTellsLetsTheScreenSleep(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		var moments atomic.Int64
		news := make(chan struct{}, 1)
		b := join(t, 80, 24, func(c *app.Config) { c.Sound.(*voice).news = news }, instants(&moments))
		time.Sleep(time.Minute)
		synctest.Wait()
		before := moments.Load()
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := moments.Load() - before; got > 60 {
			t.Errorf("it woke %d times in a minute, want once a second", got)
		}
		b.voice.set(func(is *sound.Status) {
			is.Slots = []sound.Slot{{Speaker: uint32(amina.Number), Level: -24, Active: true}}
		})
		b.Send(sound.Stirred{})
		time.Sleep(100 * time.Millisecond)
		if got := b.Text(); !strings.Contains(got, "FLOOR Kenya") {
			t.Errorf("who speaks is not named:\n%s", got)
		}
	})
}
