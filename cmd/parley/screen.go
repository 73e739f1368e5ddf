package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/tui/alert"
	"parley/tui/app"
	"parley/tui/sound"
)

// onScreen runs the screen until the person leaves it, or until the meeting
// turns out to be out of reach before it was ever there.
func (v visit) onScreen(ctx context.Context, s *session.Session, orders <-chan sound.Order) error {
	var away atomic.Bool
	ctx, stop := untilInterrupted(ctx, &away) // Ctrl+C is a key here, unless it is sent as a signal
	defer stop()
	c := app.Config{Line: s, DataCap: v.dataCap, Invite: v.invite, MakeLink: v.madeInWords, Versions: versionsOf(s), Notice: v.notice, Terminal: v.look(), Keys: v.keys, Tour: v.tour,
		Document: func(n int) app.Line { return s.Document(n) }, Open: v.open,
		Measure: true, Mouse: v.settings.Is("screen.mouse"), Alert: alert.Wanted(v.settings.Text("screen.alert"), os.Getenv)}
	c.Editor, c.NoEditor = v.editor(os.Getenv, &away)
	if v.sound != nil {
		c.Sound = heard{v.sound}
	}
	screen := app.New(c)
	p := tea.NewProgram(screen, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithInput(v.in), tea.WithOutput(v.out))
	screen.Pace(p)
	go pump(p, s) // ends with the session
	over := make(chan struct{})
	defer close(over)
	var news <-chan struct{}
	if c.Sound != nil {
		news = c.Sound.News()
	}
	go func() { // ends with the screen
		for {
			select {
			case o := <-orders:
				p.Send(o)
			case <-news:
				p.Send(sound.Stirred{})
			case <-over:
				return
			}
		}
	}()
	_, err := p.Run()
	fmt.Fprint(v.out, screen.GiveOrder())
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil // asked to end from outside
	}
	return err
}

// madeInWords is makeLink with its error in words.
func (v visit) madeInWords(ctx context.Context, i meeting.Invitation) (ticket.Link, error) {
	link, err := v.makeLink(ctx, i)
	return link, inWords(err)
}

// pump gives the screen what the line says, in order: it is the one goroutine
// that does. After the program has ended Send returns at once.
func pump(p *tea.Program, s *session.Session) {
	var why error
	for n := range s.Notices() {
		if l, ok := n.(meeting.LinkChanged); ok {
			l.Why = inWords(l.Why)
			n, why = l, l.Why
		}
		if k, ok := n.(meeting.Kept); ok {
			k.Why = inWords(k.Why)
			n = k
		}
		p.Send(n)
	}
	p.Send(app.Closed{Err: why})
}

// An explained error is one in words for the person.
type explained struct {
	error
	words string
}

// Error is the words.
func (e explained) Error() string { return e.words }

// Unwrap is the error in the words of the program.
func (e explained) Unwrap() error { return e.error }

// inWords puts what happened to the line into words.
func inWords(err error) error {
	if err == nil {
		return nil
	}
	return explained{err, lost(err)}
}
