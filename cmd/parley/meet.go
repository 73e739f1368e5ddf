package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/collab/wire"
	"parley/tui/linear"
	"parley/tui/sound"
)

// A visit is one person's way through a meeting.
type visit struct {
	entry
	terminal
	sound    *voiced // nil: text only
	link     ticket.Link
	patience time.Duration // for the first welcome
	invite   string        // the link that lets delegates in; empty for those who have none
	tour     bool          // begin with the guided tour of the screen
	notice   string        // a word for the beginning of the screen
	log      *slog.Logger  // nil: nothing is logged
	keep     bool          // what is typed is kept on this machine until the server has it
}

// lastLook is how long an own change may take to be received after the screen
// has closed.
const lastLook = 2 * time.Second

// meet takes the person into the meeting and returns when the person has left,
// or cannot get in.
func meet(ctx context.Context, v visit) error {
	if v.log == nil {
		v.log = slog.New(slog.DiscardHandler)
	}
	c := session.Config{Link: v.link, Name: v.name, Delegation: v.delegation, GiveUp: v.patience, Logger: v.log}
	if v.sound != nil {
		c.Sound = v.sound.fingerprint
	}
	if v.keep {
		c.Keep = unsentOf(v.link, v.name)
	}
	s := session.New(c)
	line, hangUp := context.WithCancel(context.WithoutCancel(ctx)) // it outlives the front, to deliver what is left
	defer hangUp()
	var parts sync.WaitGroup
	var err, ended error
	var unsent int
	parts.Go(func() { ended = s.Run(line) })
	parts.Go(func() { v.stay(line, s) })
	if v.sound != nil {
		parts.Go(func() { _ = v.sound.Run(line) }) // it returns nil
		parts.Go(func() { warn(line, v.sound.Lost(), s) })
	}
	orders, deaf := v.ring(ctx, &parts)
	defer deaf()
	if v.linear {
		err = v.inLines(ctx, s, orders) // it has waited for what was not received
	} else {
		err = v.onScreen(ctx, s, orders)
		unsent = deliver(s)
	}
	deaf()
	hangUp()
	parts.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause // the server in this process failed
	}
	if ended != nil {
		err = ended
	}
	if unsent > 0 {
		return unreceived{unsent, err}
	}
	return err
}

// An unreceived error says that a person left while changes or lines of chat
// were not on the server's disk.
type unreceived struct {
	number int
	why    error // what else went wrong; nil: the person just left
}

// Error is what was being done.
func (u unreceived) Error() string {
	return fmt.Sprintf("leave with %d changes or lines not received by the server", u.number)
}

// Unwrap returns what else went wrong.
func (u unreceived) Unwrap() error { return u.why }

// words are the sentence for the person.
func (u unreceived) words() string {
	words := "1 change or line of yours was not received by the server: join again and write it anew"
	if u.number != 1 {
		words = fmt.Sprintf("%d changes or lines of yours were not received by the server: join again and write them anew", u.number)
	}
	if u.why != nil {
		words = sentence(u.why) + "; and " + words
	}
	return words
}

// deliver waits until everything of this person's is received, in all documents, or
// for so long, and returns how much is not.
func deliver(s *session.Session) (unsent int) {
	for end := time.Now().Add(lastLook); waitingIn(s) > 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	return waitingIn(s)
}

// waitingIn is how many commands are neither confirmed nor refused, in all
// documents of a meeting.
func waitingIn(s *session.Session) int {
	all := s.Waiting()
	for _, n := range s.Documents() {
		all += s.Document(n).Waiting()
	}
	return all
}

// makeLink has the server make a link, with this person's own. Others reach the
// meeting by the address of the link that is given to them.
func (v visit) makeLink(ctx context.Context, i meeting.Invitation) (ticket.Link, error) {
	link, err := session.Invite(ctx, session.Config{Link: v.link}, i)
	if public, unfit := ticket.ParseLink(v.invite); unfit == nil {
		link.Host = public.Host // this one chairs on the server's own machine
	}
	return link, err
}

// versionsOf reads how a document's draft read at two versions, as somebody in the meeting.
func versionsOf(s *session.Session) linear.ReadVersions {
	return func(ctx context.Context, document int, one, other meeting.Version) (old, new text.Text, err error) {
		p, err := s.Document(document).Past(ctx, wire.PastQuery{View: wire.Compared, From: one, At: other})
		return meeting.Whole(p.Before), meeting.Whole(p.Text), inWords(err)
	}
}

// inLines runs the linear front. Ctrl+C leaves; a second one breaks off.
func (v visit) inLines(ctx context.Context, s *session.Session, orders <-chan sound.Order) error {
	var away atomic.Bool
	ctx, stop := untilInterrupted(ctx, &away)
	defer stop()
	c := linear.Config{
		In: v.in, Out: v.out, JSON: v.json, Interactive: v.interactive(),
		Notices: s.Notices(), Line: s, Orders: orders, DataCap: v.dataCap, Invite: v.invite, MakeLink: v.makeLink, Versions: versionsOf(s), Explain: lost,
		Document: func(n int) linear.Line { return s.Document(n) }, Open: v.open,
	}
	c.Editor, c.NoEditor = v.editor(os.Getenv, &away)
	if v.sound != nil {
		c.Sound = heard{v.sound}
	}
	return linear.Run(ctx, c)
}
