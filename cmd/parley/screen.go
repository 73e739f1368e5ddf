package main

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/tui/app"
)

// onScreen runs the screen until the person leaves it, or until the meeting
// turns out to be out of reach before it was ever there.
func (v visit) onScreen(ctx context.Context, s *session.Session, sound *voiced) error {
	c := app.Config{Line: s, Invite: v.invite}
	if sound != nil {
		c.Sound = soundOnScreen{sound}
	}
	screen := app.New(c)
	p := tea.NewProgram(screen, tea.WithContext(ctx), tea.WithInput(v.in), tea.WithOutput(v.out))
	pumped := make(chan struct{})
	go func() {
		defer close(pumped)
		pump(p, s)
	}()
	_, err := p.Run()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted) {
		return nil // asked to end from outside
	}
	return err
}

// pump gives the screen what the line says, in order: the one goroutine that
// does. After the program has ended Send returns at once.
func pump(p *tea.Program, s *session.Session) {
	joined := false
	var last meeting.LinkChanged
	for n := range s.Notices() {
		switch n := n.(type) {
		case meeting.Welcome:
			joined = true
		case meeting.LinkChanged:
			last = n
		}
		p.Send(n)
	}
	if !joined {
		p.Quit() // the sentence on standard error says why
		return
	}
	p.Send(app.Closed{Err: last.Why})
}
